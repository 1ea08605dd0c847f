"""The guide's walk beside random search, at equal numbers of trials."""

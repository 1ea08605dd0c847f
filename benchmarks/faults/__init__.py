"""Published faulty training programs with known causes: what `advisor` and others find in them."""

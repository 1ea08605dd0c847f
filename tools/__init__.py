"""Tools of the repository: what is generated, and from what."""

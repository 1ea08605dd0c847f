"""PyTorch modules that a function of the user's builds, in the order in which their parts are used."""

"""Rules on the kind of network, a module for each kind of data."""

"""Rules on depth, width and the shape of the layers, a module for each kind of network."""

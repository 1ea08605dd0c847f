"""Rules on the network: its family, size, layers and output."""

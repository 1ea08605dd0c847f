"""Rules on memory, devices and cost."""

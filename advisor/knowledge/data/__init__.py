"""Rules on the data: its split, its columns and inputs, augmentation, the target."""

"""What the profilers of all kinds stand on: files, tables, texts, and what a profile is."""

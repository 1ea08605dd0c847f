"""Running exported projects: train, compare with what is simpler, and show what came out."""

"""Running exported projects: train, compare with baselines, and show the scores."""

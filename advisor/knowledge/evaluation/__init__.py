"""Rules on what is scored, what to compare with, and what to tune."""

"""Rules on published networks: which one, with which weights, and which of them are trained."""

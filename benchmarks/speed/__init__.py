"""How fast the advisor starts, streams and profiles, each against a yardstick measured in the same run."""

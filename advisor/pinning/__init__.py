"""What a user fixed, the constraints that bind it, and the problem resolved beside it."""

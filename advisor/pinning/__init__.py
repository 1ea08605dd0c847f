"""The user's pins, the constraints that bind them, and the problem resolved with them."""

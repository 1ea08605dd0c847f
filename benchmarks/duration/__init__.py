"""How long training is said to take, beside how long it takes."""

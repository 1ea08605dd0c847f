"""A search on the user's data in the guide's order: one change at a time, each a training run, kept in a journal."""

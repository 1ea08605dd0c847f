"""What is emitted: the typed config. Import from its modules: rules need only the light ones."""

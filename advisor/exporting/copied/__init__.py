"""Modules that exported projects hold as they stand here, without `advisor`."""

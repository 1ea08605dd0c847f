"""Tables of any format in DuckDB, their columns and their target, whatever a row stands for."""

"""What an analyst writes: decorators, the registry that they fill, and the row that a function is handed."""

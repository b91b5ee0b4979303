"""The form of an entry: a draft that outlives other pages, its fields, saving."""

"""One file a page: choices, one call for the numbers, pictures, words."""

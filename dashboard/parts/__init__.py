"""Parts of a page: each takes the choices, asks for numbers once, and shows pictures, a table and words."""

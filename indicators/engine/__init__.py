"""How things are measured: tables, counts, estimates. Imports libraries only, never a page or a comparison."""

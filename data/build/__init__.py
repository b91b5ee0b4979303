"""Scripts that make the embedded city packs from their published source files."""

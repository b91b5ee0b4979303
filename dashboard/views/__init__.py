"""One folder a page: page, data, text, and its sections."""

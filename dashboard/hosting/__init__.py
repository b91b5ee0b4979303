"""The page server: capacity, memory, health, files beside the pages."""

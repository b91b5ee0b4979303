"""The dashboard: where indicators are seen."""

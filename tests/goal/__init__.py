"""About a goal."""

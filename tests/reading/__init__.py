"""About a reading."""

"""About a milestone."""

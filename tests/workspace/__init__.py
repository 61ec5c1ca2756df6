"""About a workspace."""

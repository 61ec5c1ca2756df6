"""About a container."""

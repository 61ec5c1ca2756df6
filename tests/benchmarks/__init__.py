"""Measurements against the same work written by hand. Not collected by pytest: `make bench` runs them."""

"""Containers: where goals are assembled."""

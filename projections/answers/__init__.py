"""Answers put together from several read models."""

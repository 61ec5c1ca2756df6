"""Readings: observed values of a KPI, each a tiny stream of its own."""

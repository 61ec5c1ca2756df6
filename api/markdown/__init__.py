"""Answers as documents for people: from their JSON to Markdown, and nothing else."""

"""Read models: facts in, answers out."""

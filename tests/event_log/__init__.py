"""The event log: what is stored, in which order, and that it stays."""

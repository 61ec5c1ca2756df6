"""What can be asked of a milestone."""

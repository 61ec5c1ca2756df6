"""What can be asked of a goal."""

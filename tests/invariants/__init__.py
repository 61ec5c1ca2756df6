"""What must hold whatever happens: many at once, killed half-way, asked wrongly, asked by strangers."""

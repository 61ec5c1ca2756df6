"""People whom texts are about or from: what is done with their personal text."""

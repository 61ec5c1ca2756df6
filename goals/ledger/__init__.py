"""What a log can prove of itself: hashes, proofs, and the notes that sign them."""

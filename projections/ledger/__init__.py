"""The proof that nothing was changed: signed, kept, exported and verified."""

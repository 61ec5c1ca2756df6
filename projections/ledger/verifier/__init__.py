"""What an auditor runs alone: the standard library, `cryptography`, and the hashing of `goals.ledger`."""

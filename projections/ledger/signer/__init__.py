"""The signer: a process of its own that reads the database, alone has the private key, and remembers what it signed."""

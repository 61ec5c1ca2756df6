"""A bundle put together: what an auditor takes away, and checks alone."""

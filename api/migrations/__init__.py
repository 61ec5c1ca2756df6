"""The steps by which the durable tables came to be as they are."""

"""Whether a log is what it was, asked of the database that holds it: all is derived again from the stored rows."""

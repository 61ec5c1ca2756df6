"""The report of a period for pasting into a document: sections in the order of its JSON."""

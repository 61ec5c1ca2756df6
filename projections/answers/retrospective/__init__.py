"""What came of a period? One report, section by section."""

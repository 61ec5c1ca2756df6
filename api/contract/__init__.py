"""What holds for every route: who may, what comes in, what goes out, and how it goes wrong."""

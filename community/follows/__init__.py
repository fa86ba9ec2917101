"""What somebody follows, and what is new of it."""

"""One filter up close."""

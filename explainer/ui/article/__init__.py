"""The article's script, line by line."""

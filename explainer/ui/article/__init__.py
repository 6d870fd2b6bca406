"""The Article page: the article's script, line by line."""

"""The Runs page: the visitor's own training runs."""

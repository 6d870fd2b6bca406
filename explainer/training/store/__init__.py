"""The run store: one directory a run, what its files hold, and what is known of it at any moment."""

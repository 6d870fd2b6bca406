"""One step of training: its batch, and what can be looked at of it."""

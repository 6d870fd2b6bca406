"""The run store: one directory per run, the contents of its files, and the state of each run."""

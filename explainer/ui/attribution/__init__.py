"""Where the model in use looked."""

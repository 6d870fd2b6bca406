"""Two to five models side by side."""

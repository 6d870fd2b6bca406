"""The Compare page: two to five models side by side, and guided experiments."""

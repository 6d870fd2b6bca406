"""How good a network is, and where it fails: everything here takes any images with their labels."""

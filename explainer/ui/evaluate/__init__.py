"""How good the model in use is on the test images."""

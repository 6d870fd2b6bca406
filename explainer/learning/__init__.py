"""One training step in detail: the forward pass, every gradient, and the optimizer's update."""

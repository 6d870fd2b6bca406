"""The Evaluate page: the model's results on the test images and the visitor's own digits."""

"""The test images on a plane."""

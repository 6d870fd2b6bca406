"""The Draw page: a canvas, the preparation of the image, and every layer's output."""

"""The Build page: edit the layers, and see their shapes, errors and costs."""

"""The Build page: change the layers, see at once what fits and what it costs."""

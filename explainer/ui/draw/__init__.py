"""The drawing page: a pen, what the network is given, and every layer's answer."""

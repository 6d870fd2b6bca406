"""One filter of a convolution up close: what excites it, what it is worth, what a change makes of it."""

"""One filter of a convolution up close: what excites it, what it is worth, and what becomes of it when it is changed."""

"""The Filters page: one filter of a convolution in detail."""

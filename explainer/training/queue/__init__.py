"""The queue of training runs, and the processes that train them."""

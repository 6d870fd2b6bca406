"""The Train page: choose how to train, watch it, see what came of it, and find it again."""

"""The Train page: choose a recipe, watch the training run, see its results, and find earlier runs."""

"""What a training is asked to be, as data: recipes, one's own settings, and its Keras script."""

"""What a training is asked to be, as data: recipes, one's own settings, a whole configuration, and its Keras script."""

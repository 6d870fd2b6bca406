"""Training, from what was asked for to what was learned; each room says in its first line what it holds.

Nothing is imported here, so that a worker can say that it lives before it loads TensorFlow.
"""

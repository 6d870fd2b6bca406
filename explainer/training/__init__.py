"""Training runs: requests, queue, worker processes, and their results.

This module imports nothing, so that a worker can write its owner file before it loads TensorFlow.
"""

"""Trainings that are worth comparing: twins, guided experiments, and results of theirs that ship with the project."""

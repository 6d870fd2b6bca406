"""Whether weights were trained to any avail, so that their kernels can be said to look for something."""

ENOUGH_ACCURACY = 0.5
"""Guessing gives 0.1; a network that is right on every other image has found something to go by."""


def has_learned(epoch: int, accuracy: float | None) -> bool:
    """Whether weights may be said to have learned what they do.

    Args:
        epoch: After which epoch; 0 is before training.
        accuracy: On the test images after it, 0 to 1; `None` if it was not measured, and then it is taken on trust.
    """
    return epoch > 0 and (accuracy is None or accuracy >= ENOUGH_ACCURACY)

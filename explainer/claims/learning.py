"""Whether training was successful, so that sentences may say what kernels detect."""

ENOUGH_ACCURACY = 0.5
"""Minimum accuracy of a network that has learned something; guessing gives 0.1."""


def has_learned(epoch: int, accuracy: float | None) -> bool:
    """Whether the weights count as trained.

    Args:
        epoch: The weights' epoch; 0 is before training.
        accuracy: Test accuracy after the epoch, 0 to 1; `None` if not measured, which counts as high enough.
    """
    return epoch > 0 and (accuracy is None or accuracy >= ENOUGH_ACCURACY)

"""Two networks on the same images: who is right where."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from explainer.evaluation.scores import Evaluation, Indices
from explainer.evaluation.viewing import GROUPS


def groups(first: Evaluation, second: Evaluation) -> Mapping[str, Indices]:
    """Sorts images by which of two networks is right.

    Args:
        first: What one network says.
        second: What the other says of the same images.

    Returns:
        For each of `GROUPS` the indices of its images, in order; every image is in one.
    """
    one, other = first.is_right, second.is_right
    return dict(
        zip(GROUPS, map(np.flatnonzero, (one & ~other, other & ~one, ~(one | other), one & other)), strict=True)
    )

"""A square slides over the image: what a class's score loses at each place, and the same with random weights."""

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.attribution.occlusion import Occlusion
from explainer.text import Text
from explainer.tracing import Array
from explainer.ui.components.payload import Scene
from explainer.ui.numbers import fine_decimals
from explainer.ui.pictures.scales import Scale, limit_of

TEXT = "component.occlusion"


class Meta(TypedDict):
    """`size` is the square's side; of lists, the first is the model's, the second of random weights.

    `share` is the class's probability for the image as it is, `verdict` says how alike both maps are.
    """

    identity: str
    digit: int
    size: int
    row: int
    column: int
    before: list[float]
    decimals: list[int]
    share: float
    scales: list[Scale]
    verdict: str
    text: dict[str, str]


class Arrays(TypedDict):
    """`(28, 28)` each: the image, 0 to 1; the class's logits and probabilities with the square; those at random."""

    image: NDArray[np.float32]
    learned: NDArray[np.float32]
    shares: NDArray[np.float32]
    random: NDArray[np.float32]


def scene(
    image: Array,
    learned: Occlusion,
    random: Occlusion,
    view: tuple[int, int, tuple[int, int]],
    verdict: str,
    text: Text,
) -> Scene:
    """Describes what covering the image does for its component.

    Args:
        image: `(28, 28)`, 0 to 1.
        random: What the same network says with random weights.
        view: The class, the square's side, and the place of its middle that is in focus.
        verdict: How alike both maps are, in a sentence.
    """
    digit, size, (row, column) = view
    both = (learned, random)
    meta: Meta = {
        "identity": f"occlusion {text.language}",
        "digit": digit,
        "size": size,
        "row": row,
        "column": column,
        "before": [float(one.before[digit]) for one in both],
        "decimals": [decimals_of(one, digit) for one in both],
        "share": float(learned.probabilities_before[digit]),
        "scales": [Scale(kind="diverging", limit=limit_of(one.losses(digit))) for one in both],
        "verdict": verdict,
        "text": text.table(TEXT),
    }
    arrays: Arrays = {
        "image": image,
        "learned": np.ascontiguousarray(learned.after[..., digit]),
        "shares": np.ascontiguousarray(learned.probabilities_after[..., digit]),
        "random": np.ascontiguousarray(random.after[..., digit]),
    }
    return meta, arrays


def decimals_of(found: Occlusion, digit: int) -> int:
    """With how many decimals logits and what they lose are written, so that one less the other is the third."""
    return fine_decimals(limit_of(found.losses(digit)))

"""The stages of the network as a stepper."""

from collections.abc import Sequence
from typing import TypedDict

from explainer.text import Text
from explainer.ui.components.payload import Scene


class Stop(TypedDict):
    """A stage, and what a visitor reads."""

    name: str
    label: str


class Meta(TypedDict):
    """What the rail shows; `current` is a stage's name."""

    identity: str
    stages: list[Stop]
    current: str
    text: dict[str, str]


def scene(stages: Sequence[tuple[str, str]], current: str, text: Text) -> Scene:
    """Describes the stages as a row of dots, and the way to the previous and the next.

    Args:
        stages: Each stage's name and the label a visitor reads, in order.
    """
    meta: Meta = {
        "identity": f"{text.language} {stages}",
        "stages": [{"name": name, "label": label} for name, label in stages],
        "current": current,
        "text": text.table("component.rail"),
    }
    return meta, {}

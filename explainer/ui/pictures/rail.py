"""The stages of the network as a stepper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict

from explainer.text import Text
from explainer.ui.components.mounting import mount


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


def rail(
    stages: Sequence[tuple[str, str]],
    current: str,
    text: Text,
    *,
    key: str = "rail",
    on_choice: Callable[[str], None],
) -> None:
    """Shows the stages as a row of dots, and the way to the previous and the next.

    Args:
        stages: Each stage's name and the label a visitor reads, in order.
        on_choice: Called with the chosen stage's name before the rerun that it causes.
    """
    names = [name for name, _ in stages]

    def answered(answer: Mapping[str, object]) -> None:
        chosen = answer.get("stage")
        if isinstance(chosen, str) and chosen in names:
            on_choice(chosen)

    meta: Meta = {
        "identity": f"{text.language} {stages}",
        "stages": [{"name": name, "label": label} for name, label in stages],
        "current": current,
        "text": text.table("component.rail"),
    }
    mount("rail", meta, {}, key=key, on_choice=answered)

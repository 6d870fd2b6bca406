"""The canvas components and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from explainer.network import Stage
from explainer.ui.components.mount import index_in, mount
from explainer.ui.components.payload import Quantized


@dataclass(frozen=True)
class Choice:
    """What a visitor chose in a component; None is "not this time".

    Attributes:
        filter: A map of the stage, or a unit of a dense stage.
        channel: A map of the stage's input.
        row: Row of the output cell in focus, from 0.
        column: Column of the output cell in focus, from 0.
    """

    filter: int | None = None
    channel: int | None = None
    row: int | None = None
    column: int | None = None

    def __bool__(self) -> bool:
        """Whether anything was chosen."""
        return self != Choice()


ChoiceCallback = Callable[[Choice], None]


def parse_choice(answer: Mapping[str, object], stage: Stage) -> Choice:
    """Read a choice out of a component's answer, and drop what is out of range.

    Args:
        answer: What the browser sent.
        stage: The stage shown, whose shapes bound the choice. A flat stage has one row of cells.

    Returns:
        The choice, with None for everything missing or invalid.
    """
    rows, columns = stage.output_shape[:2] if len(stage.output_shape) == 3 else (1, stage.output_shape[0])
    return Choice(
        filter=index_in(answer, "filter", stage.output_shape[-1]),
        channel=index_in(answer, "channel", stage.input_shape[-1]),
        row=index_in(answer, "row", rows),
        column=index_in(answer, "column", columns),
    )


def mount_stage(
    name: str,
    meta: Mapping[str, Any],
    arrays: Mapping[str, NDArray[Any] | Quantized],
    *,
    stage: Stage,
    key: str,
    on_choice: ChoiceCallback | None = None,
) -> Choice:
    """Show a component that answers with a choice within one stage.

    Args:
        name: The component's file name without its suffix.
        meta: The payload's header; see `mount`.
        arrays: The payload's arrays.
        stage: The stage shown.
        key: Streamlit's key.
        on_choice: Called with the visitor's choice before the rerun that it causes.

    Returns:
        What was chosen in this run.
    """

    def answered(answer: Mapping[str, object]) -> None:
        choice = parse_choice(answer, stage)
        if on_choice is not None and choice:
            on_choice(choice)

    return parse_choice(mount(name, meta, arrays, key=key, on_choice=answered), stage)

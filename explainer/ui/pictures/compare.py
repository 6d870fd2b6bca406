"""The same image through every network, stage by stage, with one scale a stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

import numpy as np

from explainer.network import NetworkConfig
from explainer.network.kinds import BLOCK, SECTIONS
from explainer.text import Text
from explainer.tracing import Array, Trace, Weights
from explainer.ui.components.payload import Arrays, Scene, quantize
from explainer.ui.numbers import percent
from explainer.ui.pictures.scales import Scale, ScaleKind, kind_of, limit_of, maps_first

MOST_MAPS = 12
"""Maps of a stage: the first ones, so that each stands below its kernel."""
MOST_UNITS = 256
MOST_ANSWERS = 3


@dataclass(frozen=True)
class Row:
    """One network with one image in it."""

    letter: str
    config: NetworkConfig
    weights: Weights
    trace: Trace


@dataclass(frozen=True)
class Cell:
    """What one stage of one network shows.

    Attributes:
        maps: `(maps, rows, columns)`; of a dense layer `(units, 1, 1)`.
        total: How many there are; more than are shown.
        role: Kernels, what a block's leading layer answers, maps made of those, or numbers without a map.
    """

    maps: Array
    total: int
    kind: ScaleKind
    role: Literal["kernels", "lead", "made", "flat"]


KERNELS = "kernels"

SLOT_OF = {kind.kind_name(): slot.name for section in SECTIONS for slot in section.slots for kind in slot.kinds}
"""The slot that each kind of layer stands in."""

Key = tuple[str, int]
"""What a column shows, a slot or `KERNELS`, and its number, from 1."""


class Total(TypedDict):
    """How many maps, or units, a network has at a stage; more than are shown."""

    total: int


class Column(TypedDict):
    """A stage.

    Attributes:
        kind: The slot of its layers, or `"kernels"`.
        flat: Whether it has numbers without a map.
        side: Of a map, in CSS pixels; `None` where all cells have one size.
        per_row: How many maps stand side by side.
        cells: By the place of the networks that have the stage.
    """

    kind: str
    flat: bool
    side: int | None
    per_row: int
    title: str
    scale: Scale
    cells: dict[int, Total]


class Share(TypedDict):
    """One of the likeliest digits; its probability, 0 to 1, and that in words."""

    digit: int
    share: float
    shown: str


class Network(TypedDict):
    """A row: what a network answers, and whether that is right, if anybody can say."""

    letter: str
    prediction: int
    verdict: Literal["right", "wrong"] | None
    verdict_words: str
    answers: list[Share]


class Meta(TypedDict):
    """What is shown beside the maps."""

    identity: str
    rows: list[Network]
    columns: list[Column]
    text: dict[str, str]


def scene(text: Text, rows: Sequence[Row], image: Array, label: int | None) -> Scene:
    """Describes the image in every network for the component.

    Args:
        rows: The networks, in order.
        image: `(28, 28)`, 0 to 1.
        label: The digit that the image is said to show; `None` for a drawing.

    Returns:
        The payload's meta and the arrays `image` and, for each stage `s` and network `r` that has it, `maps_s_r` in 8
        bits. A stage has one scale for all networks; a network without it has no entry among its cells.
    """
    tables = [cells_of(row) for row in rows]
    keys = in_order([list(table) for table in tables])
    arrays: Arrays = {"image": image}
    columns: list[Column] = []
    for place, key in enumerate(keys):
        present = {number: table[key] for number, table in enumerate(tables) if key in table}
        arrays |= {f"maps_{place}_{number}": quantize(cell.maps) for number, cell in present.items()}
        columns.append(_column(text, key, present))
    meta: Meta = {
        "identity": f"{text.language} {' '.join(row.letter + row.config.fingerprint for row in rows)}",
        "rows": [_network(text, row, label) for row in rows],
        "columns": columns,
        "text": text.table("component.compare"),
    }
    return meta, arrays


def _column(text: Text, key: Key, present: Mapping[int, Cell]) -> Column:
    """A stage; what a convolution answers is what the others are made of, and gets the most room."""
    role = next(iter(present.values())).role
    leads = role == "lead"
    return {
        "kind": key[0],
        "flat": role == "flat",
        "side": None if role == "kernels" else 34 if leads else 30,
        "per_row": 4 if leads else 3,
        "title": text(f"component.compare.{key[0]}", number=key[1]),
        "scale": shared_scale(list(present.values())),
        "cells": {number: {"total": cell.total} for number, cell in present.items()},
    }


def cells_of(row: Row) -> dict[Key, Cell]:
    """The columns that a network has something to show in: its first kernels, and what each layer answers.

    Dropout does nothing here, and flattening only puts the same numbers in a row.

    Args:
        row: The network with the image in it.
    """
    cells: dict[Key, Cell] = {}
    stages = row.config.stages
    for place, stage in enumerate(stages[1:-2], start=1):
        if stage.settings.is_function or stage.settings.is_identity or stage.keeps_places:
            continue
        if stage == row.config.first_convolution:
            kernels = maps_first(row.weights[stage.name].kernel[:, :, 0, :])
            cells[KERNELS, 1] = Cell(kernels[:MOST_MAPS], stage.channels, "diverging", "kernels")
        # What a layer with a function answers is what the function makes of it.
        answer = place + (stages[place + 1].settings.is_function and stages[place + 1].layer == stage.layer)
        number = stage.number if stage.block is None else stage.block + 1
        cells[SLOT_OF[stage.kind], number] = _cell(row.trace, answer, leads=stage.settings.opens_block)
    return cells


def _cell(trace: Trace, place: int, *, leads: bool) -> Cell:
    traced = trace.stages[place]
    kind = kind_of(trace, traced.name)
    if len(traced.shape) == 1:
        return Cell(traced.output[:MOST_UNITS].reshape(-1, 1, 1), traced.shape[0], kind, "flat")
    return Cell(maps_first(traced.output)[:MOST_MAPS], traced.shape[-1], kind, "lead" if leads else "made")


def in_order(lists: Sequence[Sequence[Key]]) -> list[Key]:
    """All columns, each network's in its own order: block by block, then the dense layers.

    Args:
        lists: The columns of each network.
    """
    ranks = {name: rank for rank, name in enumerate(dict.fromkeys([KERNELS, *SLOT_OF.values()]))}
    keys = {key for keys in lists for key in keys}
    in_block = {KERNELS, *(slot.name for slot in BLOCK.slots)}

    def place(key: Key) -> tuple[bool, int, int, int]:
        name, number = key
        return name not in in_block, number * (name in in_block), ranks[name], number

    return sorted(keys, key=place)


def shared_scale(cells: Sequence[Cell]) -> Scale:
    """One scale for a stage of several networks; diverging if one of them can be negative.

    Args:
        cells: What the networks show there; at least one.
    """
    kind = "diverging" if any(cell.kind == "diverging" for cell in cells) else cells[0].kind
    return Scale(kind=kind, limit=max(limit_of(cell.maps) for cell in cells))


def _network(text: Text, row: Row, label: int | None) -> Network:
    probabilities = row.trace.probabilities
    best = np.argsort(-probabilities, kind="stable")[:MOST_ANSWERS]
    verdict: Literal["right", "wrong"] | None = None
    if label is not None:
        verdict = "right" if row.trace.prediction == label else "wrong"
    return {
        "letter": row.letter,
        "prediction": row.trace.prediction,
        "verdict": verdict,
        "verdict_words": text(f"component.compare.{verdict}") if verdict else "",
        "answers": [
            {"digit": int(digit), "share": share, "shown": _shown(share)}
            for digit in best
            for share in [float(probabilities[digit])]
        ],
    }


def _shown(probability: float) -> str:
    """A probability as a percentage; softmax never gives quite 0 or 1, whatever float32 makes of it."""
    return percent(min(max(probability, 1e-9), 1 - 1e-9), 2)

"""Several networks' outputs for the same image, stage by stage, with one scale per stage."""

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
"""The most maps of a stage: the first ones, so that each map is shown below its kernel."""
MOST_UNITS = 256
MOST_ANSWERS = 3


@dataclass(frozen=True)
class Row:
    """A network and its trace of the image."""

    letter: str
    config: NetworkConfig
    weights: Weights
    trace: Trace


@dataclass(frozen=True)
class Cell:
    """One network's maps at one stage.

    Attributes:
        maps: The shown maps `(maps, rows, columns)`; for a dense layer `(units, 1, 1)`.
        total: The number of all maps, those not shown included.
        role: Kernels, the output of a block's first layer, maps computed from that output, or units.
    """

    maps: Array
    total: int
    kind: ScaleKind
    role: Literal["kernels", "lead", "made", "flat"]


KERNELS = "kernels"

SLOT_OF = {kind.kind_name(): slot.name for section in SECTIONS for slot in section.slots for kind in slot.kinds}
"""The slot of each kind of layer."""

Key = tuple[str, int]
"""A column: its slot or `KERNELS`, and its number, from 1."""


class Total(TypedDict):
    """The number of all maps or units of a network at a stage, those not shown included."""

    total: int


class Column(TypedDict):
    """A stage.

    Attributes:
        kind: The slot of its layers, or `"kernels"`.
        flat: Whether it shows units, not maps.
        side: The side of a map in CSS pixels; `None` for kernels, whose cells have a fixed size.
        per_row: The number of maps per row.
        cells: By the index of the network; networks without the stage are missing.
    """

    kind: str
    flat: bool
    side: int | None
    per_row: int
    title: str
    scale: Scale
    cells: dict[int, Total]


class Share(TypedDict):
    """One of the likeliest digits, its probability (0 to 1), and the probability as a percentage."""

    digit: int
    share: float
    shown: str


class Network(TypedDict):
    """A network's prediction; `verdict` is `None` if the image has no label."""

    letter: str
    prediction: int
    verdict: Literal["right", "wrong"] | None
    verdict_words: str
    answers: list[Share]


class Meta(TypedDict):
    """The payload's header."""

    identity: str
    rows: list[Network]
    columns: list[Column]
    text: dict[str, str]


def scene(text: Text, rows: Sequence[Row], image: Array, label: int | None) -> Scene:
    """Builds the component's payload.

    Args:
        image: `(28, 28)`, 0 to 1.
        label: The image's label; `None` for a drawing.

    Returns:
        The payload's meta and the arrays: `image` and, for each stage `s` and network `r` that has it, `maps_s_r` in 8
        bits. A stage has one scale for all networks.
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
    """Builds a column; the output of a block's first layer gets the most space."""
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
    """A network's columns: the kernels of its first convolution, and the output of each layer.

    Dropout (the identity in inference) and flattening have no column.
    """
    cells: dict[Key, Cell] = {}
    stages = row.config.stages
    for place, stage in enumerate(stages[1:-2], start=1):
        if stage.settings.is_function or stage.settings.is_identity or stage.keeps_places:
            continue
        if stage == row.config.first_convolution:
            kernels = maps_first(row.weights[stage.name].kernel[:, :, 0, :])
            cells[KERNELS, 1] = Cell(kernels[:MOST_MAPS], stage.channels, "diverging", "kernels")
        # The output of a layer with an activation is the activation's output.
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
    """Merges the networks' columns in one order: block by block, then the dense layers.

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
    """The scale of a stage for several networks; diverging if one of them needs that.

    Args:
        cells: The networks' cells at the stage; at least one.
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
    """Formats a probability as a percentage, never as 0% or 100%: softmax reaches 0 and 1 only by float32 rounding."""
    return percent(min(max(probability, 1e-9), 1 - 1e-9), 2)

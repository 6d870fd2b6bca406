"""What becomes of each layer's numbers when the digit moves: maps before and after, how alike, and in a sentence."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypedDict

import numpy as np

from explainer.laboratory.settings import LARGEST_SHIFT, Shift
from explainer.network import NetworkConfig
from explainer.shifting import NOTABLE, StageShift, follow, shifted
from explainer.text import Text
from explainer.tracing import Array, Trace
from explainer.ui.components.payload import Quantized, Scene, quantize
from explainer.ui.numbers import percent
from explainer.ui.pictures.scales import ScaleKind, kind_of, limit_of
from explainer.ui.stage_words import stage_label

TEXT = "page.lab.shift"
MOST_MAPS = 64
LITTLE = 0.05
"""A difference between two similarities that is hardly worth a word."""


class Moved(TypedDict):
    """By how many pixels the digit is moved."""

    down: int
    right: int


class Row(TypedDict):
    """A layer: `start` is where its numbers begin in the arrays, as shares of the largest; `filter` the strongest map.

    `alike` is how alike each map is in its place, -1 to 1, null where it is silent.
    """

    stage: str
    title: str
    size: str
    sentence: str
    start: int
    maps: int
    rows: int
    columns: int
    filter: int
    alike: Sequence[float | None]
    typical: float | None
    kind: ScaleKind


class Meta(TypedDict):
    """The layers, and what the network says."""

    identity: str
    shift: Moved
    most: int
    lost: str
    layers: Sequence[Row]
    answer: str
    text: dict[str, str]


class Arrays(TypedDict):
    """The image as it was `(28, 28)`, and the numbers of all layers before and after, one after the other."""

    image: Quantized
    before: Quantized
    after: Quantized


def scene(config: NetworkConfig, image: Array, traces: tuple[Trace, Trace, Trace], shift: Shift, text: Text) -> Scene:
    """Describes the moved digit for its component.

    Args:
        image: The image in use, `(28, 28)`.
        traces: The network's answers to it, to the moved image and to one that is black everywhere.
    """
    before, after, _ = traces
    found = list(follow(*traces, right=shift.right, down=shift.down))
    numbers = [[_shown(trace, one) for one in found] for trace in (before, after)]
    limits = [max(map(limit_of, pair)) or 1.0 for pair in zip(*numbers, strict=True)]
    starts = np.cumsum([0, *(part.size for part in numbers[0])])
    layers: list[Row] = [
        {
            "stage": one.stage.name,
            "title": _title(config, one, text),
            "size": "×".join(map(str, one.stage.output_shape)),
            "sentence": sentence,
            "start": int(start),
            "maps": len(part),
            "rows": part.shape[1],
            "columns": part.shape[2],
            "filter": int(np.argmax(np.abs(part).max(axis=(1, 2)))),
            "alike": one.alike[: len(part)],
            "typical": one.typical,
            "kind": kind_of(before, one.stage.name),
        }
        for one, sentence, start, part in zip(found, sentences(found, shift, text), starts, numbers[0], strict=False)
    ]
    meta: Meta = {
        "identity": f"shift {text.language}",
        "shift": {"down": shift.down, "right": shift.right},
        "most": LARGEST_SHIFT,
        "lost": _lost(image, shift, text),
        "layers": layers,
        "answer": answer(before, after, text),
        "text": text.table("component.labshift"),
    }
    flat = [
        np.concatenate([(part / limit).ravel() for part, limit in zip(parts, limits, strict=True)]) for parts in numbers
    ]
    arrays: Arrays = {"image": quantize(image), "before": quantize(flat[0]), "after": quantize(flat[1])}
    return meta, arrays


def _shown(trace: Trace, one: StageShift) -> Array:
    """The first maps of a stage, `(maps, height, width)`; a row of numbers is one map of one row."""
    output = trace[one.stage.name].output
    return output.reshape(1, 1, -1) if one.stage.is_flat else np.moveaxis(output, -1, 0)[:MOST_MAPS]


def _title(config: NetworkConfig, one: StageShift, text: Text) -> str:
    """The names of the steps of which the layer consists."""
    stages = [stage for stage in config.stages if stage.layer == one.stage.layer]
    return " → ".join(stage_label(text, config, stage) for stage in stages)


def _lost(image: Array, shift: Shift, text: Text) -> str:
    """What to say if a part of the digit has left the image."""
    kept = shifted(shifted(image, shift.right, shift.down), -shift.right, -shift.down)
    return "" if np.array_equal(kept, image) else text(f"{TEXT}.lost")


def sentences(found: Sequence[StageShift], shift: Shift, text: Text) -> Iterator[str]:
    """Says of each layer what became of it.

    Args:
        found: The layers, in order.
    """
    for before, one in pairwise([None, *found]):
        assert one is not None
        if shift == Shift():
            yield text(f"{TEXT}.still")
        elif one.stage.is_flat:
            kind = "row" if one.stage.keeps_places else "means"
            words = {"count": one.stage.channels, "changed": one.changed, "share": percent(NOTABLE, 0)}
            yield text(f"{TEXT}.{kind}", **words)
        elif one.typical is None:
            yield text(f"{TEXT}.silent")
        else:
            yield _of_maps(before, one, text)


def _of_maps(before: StageShift | None, one: StageShift, text: Text) -> str:
    """Whether maps moved along by whole cells, and otherwise how alike they are in their place."""
    words: dict[str, object] = {"count": one.stage.channels, "step": one.step, "typical": f"{one.typical:.2f}"}
    if one.gaps is not None and one.cells is not None:
        words |= {"moved": one.moved_along, "gap": f"{float(one.gaps.max()):.3f}", "cells": _way(one.cells, text)}
        return text(f"{TEXT}.{'along' if one.moved_along == one.stage.channels else 'along_some'}", **words)
    if before is None or before.typical is None or one.typical is None:
        return text(f"{TEXT}.between", **words)
    gain = one.typical - before.typical
    name = "same" if abs(gain) < LITTLE else "rises" if gain > 0 else "falls"
    return text(f"{TEXT}.between_{name}", before=f"{before.typical:.2f}", **words)


def _way(cells: tuple[int, int], text: Text) -> str:
    """How far, in words."""
    down, right = cells
    ways = [("down" if down > 0 else "up", abs(down)), ("right" if right > 0 else "left", abs(right))]
    return text(f"{TEXT}.and").join(text(f"{TEXT}.{way}", count=count) for way, count in ways if count)


def answer(before: Trace, after: Trace, text: Text) -> str:
    """Says whether the prediction has changed.

    Args:
        before: The network's answer to the image.
        after: Its answer to the moved image.
    """
    name = "answer_stays" if after.prediction == before.prediction else "answer_changes"
    return text(
        f"{TEXT}.{name}",
        old=before.prediction,
        new=after.prediction,
        first=percent(float(before.probabilities[before.prediction]), 2),
        second=percent(float(after.probabilities[after.prediction]), 2),
    )

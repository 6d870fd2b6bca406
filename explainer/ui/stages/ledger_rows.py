"""The lines of an account: the largest parts each way, and all others in one line."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.ledger import Account, Comparison, Parts, origin
from explainer.tracing import Trace, Weights

Row = dict[str, Any]

ORDERS = ("difference", "first", "second")
"""By what two scores can be sorted."""


def ranked(
    keys: NDArray[np.float64], counted: NDArray[np.bool_], gains: int, losses: int, chosen: int | None
) -> tuple[list[int], list[int], list[int], list[int]]:
    """Sorts parts by size and sign.

    Args:
        keys: `(parts,)`, by what they are sorted.
        counted: `(parts,)`, whether a part says anything at all.
        gains: How many of those above 0 get a line of their own.
        losses: How many of those below 0.
        chosen: A part that gets a line in any case.

    Returns:
        Those above 0 and those below 0 that get a line, the largest first, and the others of each.
    """
    order = np.argsort(-np.abs(keys), kind="stable")
    above = [int(place) for place in order if counted[place] and keys[place] >= 0]
    below = [int(place) for place in order if counted[place] and keys[place] < 0]
    if chosen is not None and not counted[chosen]:
        above.append(chosen)
    return *_split(above, gains, chosen), *_split(below, losses, chosen)


def _split(places: list[int], count: int, chosen: int | None) -> tuple[list[int], list[int]]:
    """The first, and the rest; one that is left over alone gets its line as well."""
    shown = places if len(places) == count + 1 else places[:count]
    rest = places[len(shown) :]
    if chosen in rest:
        return [*shown, chosen], [place for place in rest if place != chosen]
    return shown, rest


def lines_of(
    trace: Trace, weights: Weights, account: Account, gains: int, losses: int, chosen: int | None
) -> dict[str, Any]:
    """A sum's lines.

    Args:
        trace: The network's answer to an image.
        weights: The weights it was computed with.
        account: The sum.
        gains: How many parts above 0 get a line of their own.
        losses: How many below 0.
        chosen: The part that is followed.

    Returns:
        `gains` and `losses`, each with `rows` and the `others` (`count` and `term`), and how many `zeros` there are.
    """
    parts = account.parts
    terms, counted = parts.terms, parts.terms != 0
    above, more, below, less = ranked(terms, counted, gains, losses, chosen)

    def group(shown: list[int], rest: list[int]) -> dict[str, Any]:
        return {
            "rows": [_row(trace, weights, parts, place) for place in shown],
            "others": {"count": len(rest), "term": float(terms[rest].sum())},
        }

    return {
        "gains": group(above, more),
        "losses": group(below, less),
        "zeros": int(len(parts) - counted.sum()),
    }


def lines_of_scores(trace: Trace, weights: Weights, comparison: Comparison, chosen: int | None) -> dict[str, Any]:
    """The lines of two scores, for each order they can be sorted in.

    Args:
        trace: The network's answer to an image.
        weights: The weights it was computed with.
        comparison: The two scores.
        chosen: The input that is followed.

    Returns:
        By order, `gains` and `losses`, each with `rows` and the `others` (`count`, and what they add to each score).
    """
    first, second = comparison.first.parts.terms, comparison.second.parts.terms
    counted = comparison.parts.values != 0
    keys = dict(zip(ORDERS, (comparison.parts.terms, first, second), strict=True))

    def group(shown: list[int], rest: list[int]) -> dict[str, Any]:
        return {
            "rows": [_row_of_scores(trace, weights, comparison, place) for place in shown],
            "others": {"count": len(rest), "first": float(first[rest].sum()), "second": float(second[rest].sum())},
        }

    lines = {}
    for order, key in keys.items():
        above, more, below, less = ranked(key, counted, 5, 4, chosen)
        lines[order] = {"gains": group(above, more), "losses": group(below, less)}
    return lines


def _row(trace: Trace, weights: Weights, parts: Parts, place: int) -> Row:
    part = parts[place]
    return {
        "index": place,
        "place": place_of(trace, weights, parts, place),
        "value": part.value,
        "weight": part.factor,
        "term": part.term,
    }


def _row_of_scores(trace: Trace, weights: Weights, comparison: Comparison, place: int) -> Row:
    first, second = comparison.first.parts[place], comparison.second.parts[place]
    return {
        "index": place,
        "place": place_of(trace, weights, comparison.parts, place),
        "value": first.value,
        "weights": [first.factor, second.factor],
        "first": first.term,
        "second": second.term,
    }


def place_of(trace: Trace, weights: Weights, parts: Parts, place: int) -> dict[str, Any]:
    """Where a part comes from, as a visitor would name it.

    Args:
        trace: The network's answer to an image.
        weights: The weights it was computed with.
        parts: The parts.
        place: Which of them.

    Returns:
        `kind` (`"unit"`, `"channel"`, `"pixel"`, `"cell"` of the only map, or `"map"`) and its numbers.
    """
    node = parts[place].node
    if node is None:
        return {"kind": "padding"}
    if node.channel is not None:
        return {"kind": "channel", "channel": node.channel}
    node = origin(trace, weights, node)
    if len(node.index) == 1:
        return {"kind": "unit", "unit": node.index[0]}
    row, column, channel = node.index
    stage = trace[node.stage].stage
    kind = "pixel" if trace.index(stage.name) == 0 else "cell" if stage.channels == 1 else "map"
    return {"kind": kind, "row": row, "column": column, "channel": channel}

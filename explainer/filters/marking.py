"""Filters that do nothing, and filters that do what another does: two rules, each with its threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explainer.filters.responses import Responses

SILENT_SHARE = 0.01
"""A filter is silent if its numbers vary by less than this share of what those of the liveliest of its layer vary by."""

DUPLICATE_LIKENESS = 0.98
"""Two filters are duplicates if their numbers correlate by at least this."""


@dataclass(frozen=True)
class Marks:
    """What is said of the filters of a layer.

    Attributes:
        silent: Filters that are silent, ascending.
        duplicates: For each filter that has some, the others that do nearly the same, ascending.
    """

    silent: tuple[int, ...]
    duplicates: dict[int, tuple[int, ...]]


def marks(responses: Responses) -> Marks:
    """Finds silent and duplicate filters.

    Args:
        responses: What the filters return.
    """
    ranges = responses.largest - responses.least
    is_silent = ranges <= SILENT_SHARE * ranges.max()
    alike = responses.likeness >= DUPLICATE_LIKENESS
    alike[is_silent] = alike[:, is_silent] = False
    np.fill_diagonal(alike, False)
    found = {
        int(index): tuple(int(other) for other in np.flatnonzero(alike[index]))
        for index in np.flatnonzero(alike.any(axis=1))
    }
    return Marks(tuple(int(index) for index in np.flatnonzero(is_silent)), found)

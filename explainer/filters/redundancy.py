"""Filters that do nothing, and filters that do what another does: two rules, each with its threshold."""

from dataclasses import dataclass

import numpy as np

from explainer.filters.responses import Responses

SILENT_SHARE = 0.01
"""A filter is silent if its numbers vary by at most this share of what the liveliest of its layer does."""

DUPLICATE_LIKENESS = 0.98
"""Two filters are duplicates if their numbers correlate by at least this."""


@dataclass(frozen=True)
class Redundancy:
    """What is said of the filters of a layer.

    Attributes:
        silent: Filters that are silent, ascending.
        pairs: Each two that are duplicates, ascending.
    """

    silent: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]


def redundancy(responses: Responses) -> Redundancy:
    """Finds silent and duplicate filters."""
    ranges = responses.largest - responses.least
    is_silent = ranges <= SILENT_SHARE * ranges.max()
    alike = np.triu(responses.likeness >= DUPLICATE_LIKENESS, 1)
    alike[is_silent] = alike[:, is_silent] = False
    pairs = tuple((int(first), int(second)) for first, second in np.argwhere(alike))
    return Redundancy(tuple(int(index) for index in np.flatnonzero(is_silent)), pairs)

"""The lines of an account: the largest parts each way, and all others in one line."""

from dataclasses import dataclass
from typing import Literal, TypedDict

import numpy as np
from numpy.typing import NDArray

from explainer.ledger import Account, Comparison, Node, Parts, origin
from explainer.network import NetworkConfig
from explainer.text import Text
from explainer.tracing import Trace, Weights
from explainer.ui.pictures.ledger_meta import Group, Order, Row, ScoresGroup, ScoresLines, ScoresRow

TEXT = "component.ledger"

ORDERS: tuple[Order, ...] = ("difference", "first", "second")
"""By what two scores can be sorted."""


@dataclass(frozen=True, kw_only=True)
class LedgerContext:
    """What the ledger needs to know.

    Attributes:
        trace: The network's answer to the image in use.
        classes: The two classes that are compared.
        choices: Which parts are followed, in order; where they end, the strongest.
    """

    trace: Trace
    weights: Weights
    config: NetworkConfig
    text: Text
    classes: tuple[int, int]
    choices: tuple[int, ...] = ()
    trail: str = ""


class SumLines(TypedDict):
    """The lines of a sum, and how many parts add nothing."""

    gains: Group
    losses: Group
    zeros: int


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


@dataclass(frozen=True)
class Lines:
    """Writes accounts as lines."""

    context: LedgerContext

    def of_sum(self, account: Account, gains: int, losses: int, chosen: int | None) -> SumLines:
        """A sum's lines.

        Args:
            gains: How many parts above 0 get a line of their own.
            losses: How many below 0.

        Returns:
            `gains` and `losses`, each with `rows` and the `others` (`count` and `term`), and how many `zeros`.
        """
        parts = account.parts
        terms, counted = parts.terms, parts.terms != 0
        above, more, below, less = ranked(terms, counted, gains, losses, chosen)

        def group(shown: list[int], rest: list[int]) -> Group:
            return {
                "rows": [self._row(parts, place) for place in shown],
                "others": {"count": len(rest), "term": float(terms[rest].sum())},
            }

        return {"gains": group(above, more), "losses": group(below, less), "zeros": int(len(parts) - counted.sum())}

    def of_scores(self, comparison: Comparison, chosen: int | None) -> dict[Order, ScoresLines]:
        """The lines of two scores, for each order they can be sorted in.

        Returns:
            By order, `gains` and `losses`, each with `rows` and the `others` (`count`, and what they add to both).
        """
        first, second = comparison.first.parts.terms, comparison.second.parts.terms
        counted = comparison.parts.values != 0
        keys = dict(zip(ORDERS, (comparison.parts.terms, first, second), strict=True))

        def group(shown: list[int], rest: list[int]) -> ScoresGroup:
            return {
                "rows": [self._row_of_scores(comparison, place) for place in shown],
                "others": {"count": len(rest), "first": float(first[rest].sum()), "second": float(second[rest].sum())},
            }

        lines: dict[Order, ScoresLines] = {}
        for order, key in keys.items():
            above, more, below, less = ranked(key, counted, 5, 4, chosen)
            lines[order] = {"gains": group(above, more), "losses": group(below, less)}
        return lines

    def _row(self, parts: Parts, place: int) -> Row:
        part = parts[place]
        name = self.name_of(parts[place].node)
        return {"index": place, "name": name, "value": part.value, "weight": part.factor, "term": part.term}

    def _row_of_scores(self, comparison: Comparison, place: int) -> ScoresRow:
        first, second = comparison.first.parts[place], comparison.second.parts[place]
        node = comparison.parts[place].node
        return {
            "index": place,
            "name": self.name_of(node),
            "short": self.name_of(node, "short"),
            "value": first.value,
            "weights": [first.factor, second.factor],
            "first": first.term,
            "second": second.term,
        }

    def name_of(self, node: Node | None, words: Literal["row", "short", "head"] = "row") -> str:
        """Where a part comes from, as a visitor would name it.

        Args:
            node: The part's number; padding has none.
            words: A line's name, the same where the head of the table says what it is, or that head.
        """
        kind, values = self._named(node)
        return self.context.text(f"{TEXT}.{words}_{kind}", **values)

    def _named(self, node: Node | None) -> tuple[str, dict[str, int]]:
        if node is None:
            return "padding", {}
        if node.channel is not None:
            return "channel", {"channel": node.channel}
        trace = self.context.trace
        node = origin(trace, self.context.weights, node)
        stage = trace[node.stage].stage
        if stage.flattens:
            return "whole", {"channel": node.index[0]}
        if stage.is_flat:
            return "unit", {"unit": node.index[0]}
        row, column, channel = node.index
        return "cell" if stage.channels == 1 else "map", {"row": row, "column": column, "channel": channel}

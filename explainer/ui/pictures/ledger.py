"""The ledger: two scores followed back to the pixels, column by column."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from explainer.ledger import Account, Comparison, Node, Step, compare, follow, strongest
from explainer.network import NetworkConfig
from explainer.receptive import ReceptiveField, receptive_fields
from explainer.text import Text
from explainer.tracing import Trace, Weights
from explainer.ui.components.payload import Arrays, Scene, quantize
from explainer.ui.pictures.dense import flattened_shape
from explainer.ui.pictures.ledger_lines import TEXT, Lines
from explainer.ui.pictures.scales import Scale, scale_of
from explainer.ui.titles import stage_words

Column = dict[str, Any]

MOST_MAPS = 64
"""So many maps of terms are shown, those with the largest terms."""


@dataclass(frozen=True, kw_only=True)
class LedgerContext:
    """What the ledger needs to know.

    Attributes:
        trace: The network's answer to the image in use.
        weights: The weights of the model in use.
        config: The network.
        text: The catalogue in the visitor's language.
        classes: The two classes that are compared.
        choices: Which parts are followed, in order; where they end, the strongest.
    """

    trace: Trace
    weights: Weights
    config: NetworkConfig
    text: Text
    classes: tuple[int, int]
    choices: tuple[int, ...] = ()


def scene(context: LedgerContext) -> Scene:
    """Describes the whole path for the component.

    Args:
        context: The network's answer, the two classes and the parts chosen.

    Returns:
        The payload's meta, with one entry a column, and the arrays: `image` `(28, 28)` in 8 bits and, for columns whose
        terms belong to maps, `terms_<level>` `(maps, height, width)` in 8 bits.

    Raises:
        ExplainerError: `trail_does_not_fit`, if the choices are not the network's.
    """
    trace = context.trace
    comparison = compare(trace, context.weights, *context.classes)
    choices = context.choices or (strongest(comparison.parts, comparison.value),)
    steps = follow(trace, context.weights, Node("logits", (context.classes[0],)), choices)
    columns = _Columns(context).of(comparison, steps)
    arrays: Arrays = {"image": quantize(trace.stages[0].output[..., 0])}
    for level, column in enumerate(columns):
        column["level"] = level
        if "sheet" in column:
            arrays[f"terms_{level}"] = quantize(column["sheet"].pop("terms"))
    meta = {
        "identity": f"ledger {context.config.fingerprint} {context.text.language}",
        "classes": list(context.classes),
        "choices": [step.chosen for step in steps if step.is_choice],
        "columns": columns,
        "limit": _largest_number(comparison, steps),
        "text": context.text.table("component.ledger"),
    }
    return meta, arrays


def _largest_number(comparison: Comparison, steps: Iterable[Step]) -> float:
    """The largest number that a line may show, for the decimals that all of them share."""
    accounts = [comparison.first, comparison.second, *(step.account for step in steps)]
    signs = [np.maximum, np.minimum]
    return max(abs(float(sign(one.parts.terms, 0).sum())) for one in accounts for sign in signs)


class _Columns:
    """Turns the steps of a path into columns: a sum, and all that is made of it before it is summed up again."""

    def __init__(self, context: LedgerContext) -> None:
        self._context = context
        self._trace = context.trace
        self._fields = {field.stage.name: field for field in receptive_fields(context.config)}
        self._lines = Lines(context.trace, context.weights, context.text)

    def of(self, comparison: Comparison, steps: Sequence[Step]) -> list[Column]:
        self._position = 1
        columns = [self._scores(comparison, steps[0])]
        remaining = [step for step in steps[1:] if step.account.rule != "same"]
        while remaining:
            making = list(itertools.takewhile(lambda step: step.account.rule not in ("sum", "pixel"), remaining))
            remaining = remaining[len(making) :]
            if making and remaining[0].account.rule == "pixel":
                columns.append(self._made(making, making[-1].account))
            elif remaining[0].account.rule == "pixel":
                columns += [] if "window" in columns[-1] else [self._pixel(remaining[0].account)]
                break
            else:
                weighted = remaining.pop(0)
                columns += self._sums(making, weighted, remaining.pop(0) if self._is_share(weighted) else None)
        return columns

    def _is_share(self, weighted: Step) -> bool:
        first = weighted.account.parts[0].node
        return first is not None and first.channel is not None

    def _scores(self, comparison: Comparison, step: Step) -> Column:
        trace = self._trace
        scores = (comparison.first, comparison.second)
        return self._head("scores", comparison.first) | {
            "value": comparison.value,
            "scores": [one.value for one in scores],
            "biases": [one.bias for one in scores],
            "probabilities": [float(trace.probabilities[digit]) for digit in self._context.classes],
            "all_scores": trace.logits.tolist(),
            "orders": self._lines.of_scores(comparison, step.chosen),
            "place_head": self._lines.name_of(comparison.parts[0].node, "head"),
            "zeros": int((comparison.parts.values == 0).sum()),
            "inputs": len(comparison.parts),
            "chosen": step.chosen,
            "position": 0,
        }

    def _sums(self, making: Sequence[Step], weighted: Step, share: Step | None) -> list[Column]:
        """A sum with what is made of it and, where its parts are shares of channels, the share that is followed."""
        account = weighted.account
        column = self._made(making, account) | {"before": account.value, "bias": account.bias}
        if share is None:
            label = self._words("inputs", count=len(account.parts))
            return [column | self._sum(weighted, 5, 3) | {"label": label}]
        if len(account.parts) == 1:
            # The only channel is no choice worth showing: its window stands in the cell's own column.
            column |= {"chosen": 0, "position": self._take(weighted)}
            return [column | self._window(share)]
        rules = [step.account.rule for step in making]
        label = "winner" if "largest" in rules else "mean_cell" if "mean" in rules else "channels"
        words = self._words(label, count=len(account.parts))
        column |= self._sum(weighted, 4, 2) | {"label": words, "shares": True}
        opened = self._head("channel", share.account) | {"value": share.account.value}
        return [column, opened | self._window(share)]

    def _made(self, making: Sequence[Step], innermost: Account) -> Column:
        """What every column of a number has that is made of others: its steps, from the number inwards."""
        head = making[0].account if making else innermost
        stage = self._trace[head.node.stage].stage
        kind = "cell" if not stage.is_flat else "whole" if stage.flattens else "unit"
        return self._head(kind, head) | {"making": [self._step(step) for step in making]}

    def _pixel(self, pixel: Account) -> Column:
        return self._head("pixel", pixel) | {"note": self._words("given")}

    def _head(self, kind: str, head: Account) -> Column:
        """What every column begins with."""
        return {
            "kind": kind,
            "title": self._title(kind, head.node),
            "stage": self._label(head),
            "node": f"{head.node.stage}:{','.join(map(str, head.node.index))}",
            "value": head.value,
            "field": _seen(self._fields[head.node.stage], head.node),
        }

    def _title(self, kind: str, node: Node) -> str:
        if kind == "scores":
            first, second = self._context.classes
            return self._words("difference", first=first, second=second)
        if node.channel is not None:
            return self._words("channel", channel=node.channel)
        if len(node.index) == 1:
            return self._words(kind, unit=node.index[0], channel=node.index[0])
        row, column, channel = node.index
        only = "only_" if kind == "cell" and self._trace[node.stage].stage.channels == 1 else ""
        return self._words(f"{only}{kind}", row=row, column=column, channel=channel)

    def _words(self, name: str, **values: object) -> str:
        return self._context.text(f"{TEXT}.{name}", **values)

    def _label(self, one: Account) -> str:
        stage = self._trace[one.node.stage].stage
        return stage_words(self._context.text, self._context.config, stage).label

    def _sum(self, weighted: Step, gains: int, losses: int) -> Column:
        """The lines of a sum and, where the inputs were maps, pictures of all terms."""
        column = self._lines.of_sum(weighted.account, gains, losses, weighted.chosen)
        column |= {"chosen": weighted.chosen, "position": self._take(weighted)}
        sheet = self._sheet(weighted.account)
        return column if sheet is None else column | {"sheet": sheet}

    def _step(self, step: Step) -> dict[str, Any]:
        """One step that makes a number of others: of which, and in which words its result is told."""
        one = step.account
        count = sum(part.node is not None for part in one.parts)
        made: dict[str, Any] = {"rule": one.rule, "value": one.value}
        if one.rule == "function":
            activation = self._trace[one.node.stage].stage.activation
            return made | {"result": self._context.text(f"component.activation.name_{activation}")}
        if one.rule == "scaled":
            return made | {"result": self._words("scaled"), "factor": one.parts[0].factor, "bias": one.bias}
        given = self._given(one)
        return made | {
            "label": self._words(one.rule, count=count),
            "result": self._words("mean_result", count=count) if one.rule == "mean" else "",
            "size": math.isqrt(len(one.parts)),
            "values": one.parts.values.tolist(),
            "inside": [part.node is not None for part in one.parts],
            "chosen": step.chosen,
            "position": self._take(step),
            "scale": scale_of(self._trace, given),
        }

    def _sheet(self, weighted: Account) -> dict[str, Any] | None:
        """Terms as maps, the strongest maps only if there are too many."""
        shape = flattened_shape(self._trace, weighted.node.stage)
        if shape is None:
            return None
        terms = weighted.parts.terms.reshape(shape)
        strength = np.abs(terms).max(axis=(0, 1))
        kept = np.sort(np.argsort(-strength, kind="stable")[:MOST_MAPS])
        return {
            "terms": np.ascontiguousarray(np.moveaxis(terms[..., kept], -1, 0)),
            "channels": kept.tolist(),
            "of": terms.shape[-1],
            "columns": terms.shape[1],
            "limit": float(strength.max()),
        }

    def _window(self, share: Step) -> Column:
        """A window of one channel, its kernel and their products."""
        one = share.account
        given = self._given(one)
        leads_on = self._trace.index(given) > 0
        position = self._take(share)
        size = self._trace[one.node.stage].stage.window_size
        name = "window_pixels" if not leads_on else "window" if self._is_only(given) else "window_of"
        nodes = [part.node for part in one.parts]
        inside = [node.index for node in nodes if node is not None]
        kernel = self._context.weights[one.node.stage].kernel[..., one.node.channel, one.node.index[2]]
        return {
            "window": {
                "label": self._words(name, size=size, channel=one.node.channel),
                "size": size,
                "values": one.parts.values.tolist(),
                "weights": one.parts.factors.tolist(),
                "products": one.parts.terms.tolist(),
                "inside": [node is not None for node in nodes],
                "area": {axis: sorted({index[n] for index in inside}) for n, axis in enumerate(("rows", "columns"))},
                "scale": scale_of(self._trace, given),
                "weight_scale": Scale(kind="diverging", limit=float(np.abs(kernel).max())),
                "chosen": share.chosen if leads_on else None,
                "position": position,
            }
        }

    def _is_only(self, name: str) -> bool:
        return self._trace[name].stage.channels == 1

    def _given(self, one: Account) -> str:
        """Name of the stage before, whose numbers an account is made of."""
        return self._trace.stages[self._trace.index(one.node.stage) - 1].name

    def _take(self, step: Step) -> int | None:
        """The place of a step's choice among all choices; `None` if it is none. Called once for each, in order."""
        if not step.is_choice:
            return None
        self._position += 1
        return self._position - 1


def _seen(field: ReceptiveField, node: Node) -> dict[str, list[int]]:
    """The rows and columns of the image that can reach a number."""
    row, column = (0, 0) if field.sees_alike else node.index[:2]
    return {
        "rows": np.flatnonzero(field.rows[row]).tolist(),
        "columns": np.flatnonzero(field.columns[column]).tolist(),
    }

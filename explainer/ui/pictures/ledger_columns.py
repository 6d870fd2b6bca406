"""The ledger's columns: a number each, and how it comes about."""

import itertools
import math
from collections.abc import Sequence

import numpy as np

from explainer.ledger import Account, Comparison, Node, PathStep
from explainer.receptive import ReceptiveField, receptive_fields
from explainer.ui.components.payload import Arrays, quantize
from explainer.ui.pictures.dense import flattened_shape
from explainer.ui.pictures.ledger_lines import TEXT, LedgerContext, Lines
from explainer.ui.pictures.ledger_meta import (
    Applied,
    Chosen,
    Column,
    Field,
    Head,
    Kind,
    MadeColumn,
    NoteColumn,
    Scaled,
    ScoresColumn,
    ShareColumn,
    Sheet,
    SumColumn,
    Window,
    WindowColumn,
)
from explainer.ui.pictures.scales import Scale, scale_of
from explainer.ui.stage_words import stage_label

MOST_MAPS = 64
"""So many maps of terms are shown, those with the largest terms."""


class Columns:
    """Turns the steps of a path into columns: a sum, and all that is made of it before it is summed up again.

    Attributes:
        sheets: The pictures of terms that columns have, as arrays.
    """

    def __init__(self, context: LedgerContext) -> None:
        self._context = context
        self._trace = context.trace
        self._fields = {field.stage.name: field for field in receptive_fields(context.config)}
        self._lines = Lines(context)
        self.sheets: Arrays = {}

    def of(self, comparison: Comparison, steps: Sequence[PathStep]) -> list[Column]:
        """The columns of a path.

        Args:
            comparison: The two scores that it begins with.
        """
        self._position, self._level = 1, 0
        columns: list[Column] = [self._scores(comparison, steps[0])]
        remaining = [step for step in steps[1:] if step.account.rule != "same"]
        while remaining:
            making = list(itertools.takewhile(lambda step: step.account.rule not in ("sum", "pixel"), remaining))
            remaining = remaining[len(making) :]
            if making and remaining[0].account.rule == "pixel":
                columns.append(self._made(making, making[-1].account))
            elif remaining[0].account.rule == "pixel":
                if "window" not in columns[-1]:
                    columns.append(self._pixel(remaining[0].account))
                break
            else:
                weighted = remaining.pop(0)
                columns += self._sums(making, weighted, remaining.pop(0) if self._is_share(weighted) else None)
        return columns

    def _is_share(self, weighted: PathStep) -> bool:
        first = weighted.account.parts[0].node
        return first is not None and first.channel is not None

    def _scores(self, comparison: Comparison, step: PathStep) -> ScoresColumn:
        trace = self._trace
        return {
            **self._head("scores", comparison.first),
            "value": comparison.value,
            "scores": (comparison.first.value, comparison.second.value),
            "biases": (comparison.first.bias or 0.0, comparison.second.bias or 0.0),
            "probabilities": [float(trace.probabilities[digit]) for digit in self._context.classes],
            "all_scores": trace.logits.tolist(),
            "orders": self._lines.of_scores(comparison, step.chosen),
            "place_head": self._lines.name_of(comparison.parts[0].node, "head"),
            "zeros": int((comparison.parts.values == 0).sum()),
            "inputs": len(comparison.parts),
            "chosen": step.chosen,
            "position": 0,
        }

    def _sums(self, making: Sequence[PathStep], weighted: PathStep, share: PathStep | None) -> list[Column]:
        """A sum with what is made of it and, where its parts are shares of channels, the share that is followed."""
        account = weighted.account
        made = self._made(making, account)
        if share is None:
            return [self._sum(made, weighted, "inputs", 5, 3)]
        if len(account.parts) == 1:
            # The only channel is no choice worth showing: its window stands in the cell's own column.
            only: WindowColumn = {
                **made,
                "before": account.value,
                "bias": account.bias or 0.0,
                "chosen": 0,
                "position": self._take(weighted),
                "window": self._window(share),
            }
            return [only]
        rules = [step.account.rule for step in making]
        label = "winner" if "largest" in rules else "mean_cell" if "mean" in rules else "channels"
        column = self._sum(made, weighted, label, 4, 2)
        opened: ShareColumn = {**self._head("channel", share.account), "window": self._window(share)}
        return [column, opened]

    def _made(self, making: Sequence[PathStep], innermost: Account) -> MadeColumn:
        """What every column of a number has that is made of others: its steps, from the number inwards."""
        head = making[0].account if making else innermost
        stage = self._trace[head.node.stage].stage
        kind: Kind = "cell" if not stage.is_flat else "whole" if stage.flattens else "unit"
        return {**self._head(kind, head), "making": [self._step(step) for step in making]}

    def _pixel(self, pixel: Account) -> NoteColumn:
        return {**self._head("pixel", pixel), "note": self._words("given")}

    def _head(self, kind: Kind, head: Account) -> Head:
        """What every column begins with. Called once for each, in order."""
        self._level += 1
        return {
            "level": self._level - 1,
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
        return stage_label(self._context.text, self._context.config, stage)

    def _sum(self, made: MadeColumn, weighted: PathStep, label: str, gains: int, losses: int) -> SumColumn:
        """A number with the lines of its sum and, where the inputs were maps, pictures of all terms."""
        account = weighted.account
        return {
            **made,
            **self._lines.of_sum(account, gains, losses, weighted.chosen),
            "before": account.value,
            "bias": account.bias or 0.0,
            "chosen": weighted.chosen,
            "position": self._take(weighted),
            "label": self._words(label, count=len(account.parts)),
            "shares": label != "inputs",
            "sheet": self._sheet(account, made["level"]),
        }

    def _step(self, step: PathStep) -> Applied | Scaled | Chosen:
        """One step that makes a number of others: of which, and in which words its result is told."""
        one = step.account
        count = sum(part.node is not None for part in one.parts)
        if one.rule == "function":
            activation = self._trace[one.node.stage].stage.activation
            words = self._context.text(f"component.activation.name_{activation}")
            return {"rule": "function", "value": one.value, "result": words}
        if one.rule == "scaled":
            return {
                "rule": "scaled",
                "value": one.value,
                "result": self._words("scaled"),
                "factor": one.parts[0].factor,
                "bias": one.bias or 0.0,
            }
        given = self._given(one)
        return {
            "rule": "mean" if one.rule == "mean" else "largest",
            "value": one.value,
            "label": self._words(one.rule, count=count),
            "result": self._words("mean_result", count=count) if one.rule == "mean" else "",
            "size": math.isqrt(len(one.parts)),
            "values": one.parts.values.tolist(),
            "inside": [part.node is not None for part in one.parts],
            "chosen": step.chosen,
            "position": self._take(step),
            "scale": scale_of(self._trace, given),
        }

    def _sheet(self, weighted: Account, level: int) -> Sheet | None:
        """Terms as maps, the strongest maps only if there are too many."""
        shape = flattened_shape(self._trace, weighted.node.stage)
        if shape is None:
            return None
        terms = weighted.parts.terms.reshape(shape)
        strength = np.abs(terms).max(axis=(0, 1))
        kept = np.sort(np.argsort(-strength, kind="stable")[:MOST_MAPS])
        self.sheets[f"terms_{level}"] = quantize(np.moveaxis(terms[..., kept], -1, 0))
        return {
            "channels": kept.tolist(),
            "of": terms.shape[-1],
            "columns": terms.shape[1],
            "limit": float(strength.max()),
        }

    def _window(self, share: PathStep) -> Window:
        """A window of one channel, its kernel and their products."""
        one = share.account
        given = self._given(one)
        leads_on = self._trace.index(given) > 0
        position = self._take(share)
        size = self._trace[one.node.stage].stage.window_size
        name = "window_pixels" if not leads_on else "window" if self._is_only(given) else "window_of"
        nodes = [part.node for part in one.parts]
        return {
            "label": self._words(name, size=size, channel=one.node.channel),
            "size": size,
            "values": one.parts.values.tolist(),
            "weights": one.parts.factors.tolist(),
            "products": one.parts.terms.tolist(),
            "inside": [node is not None for node in nodes],
            "area": None if leads_on else _area([node.index for node in nodes if node is not None]),
            "scale": scale_of(self._trace, given),
            "weight_scale": Scale(kind="diverging", limit=float(np.abs(one.parts.factors).max())),
            "chosen": share.chosen if leads_on else None,
            "position": position,
        }

    def _is_only(self, name: str) -> bool:
        return self._trace[name].stage.channels == 1

    def _given(self, one: Account) -> str:
        """Name of the stage before, whose numbers an account is made of."""
        return self._trace.before(one.node.stage).name

    def _take(self, step: PathStep) -> int | None:
        """The place of a step's choice among all choices; `None` if it is none. Called once for each, in order."""
        if not step.is_choice:
            return None
        self._position += 1
        return self._position - 1


def _seen(field: ReceptiveField, node: Node) -> Field:
    """The rows and columns of the image that can reach a number."""
    row, column = (0, 0) if field.sees_alike else node.index[:2]
    return {"rows": np.flatnonzero(field.rows[row]).tolist(), "columns": np.flatnonzero(field.columns[column]).tolist()}


def _area(pixels: Sequence[tuple[int, ...]]) -> Field:
    """The rows and columns of some pixels."""
    return {"rows": sorted({row for row, *_ in pixels}), "columns": sorted({column for _, column, *_ in pixels})}

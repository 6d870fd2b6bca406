"""What a filter is worth: test accuracy as learned, with a change and without it, and without each filter."""

from dataclasses import dataclass
from typing import Literal, TypedDict

import numpy as np

from explainer.filters.ablation import Ablation, Counts
from explainer.mnist import CLASSES
from explainer.text import Text, joined
from explainer.ui.numbers import MINUS, percent

TEXT = "page.filters"


class Row(TypedDict):
    """A state of the network: its accuracy, and how many are right; `None` while it is computed."""

    name: Literal["learned", "changed", "off"]
    label: str
    accuracy: str | None
    right: str


class Meta(TypedDict):
    """What is shown.

    Attributes:
        changes: How many more images are right with each filter switched off; `None` while it is computed.
        order: The filters, that without which fewest are right first.
        progress: How much of that is computed, 0 to 1; `None` if it is not computed at all.
        evaluation: Where it stands which images are right as learned.
        rank: What is said of the filter's place.
        spare: What is said of those that can go.
    """

    identity: str
    rows: list[Row]
    filter: int
    changes: list[int] | None
    order: list[int]
    progress: float | None
    evaluation: str
    title: str
    rank: str
    spare: str
    text: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """What is known of a filter's worth; `None` is what is still computed.

    Attributes:
        learned: How many images of each class are right as learned, `(10,)`.
        changed: What the change is called, and the same with it; `None` without a change.
        worth: The same with each filter switched off.
        progress: How much of that is computed, 0 to 1; `None` if it is not computed at all.
        evaluation: Where it stands which images are right as learned.
    """

    index: int
    filters: int
    learned: Counts | None
    changed: tuple[str, Counts | None] | None
    worth: Ablation | None
    progress: float | None
    evaluation: str


def scene(panel: Panel, total: int, text: Text) -> Meta:
    """Describes the panel for its component, which takes no arrays.

    Args:
        total: How many images there are.
    """
    worth, index = panel.worth, panel.index
    rows = [_row(text, "learned", text(f"{TEXT}.as_learned"), panel.learned, None, total)]
    if panel.changed is not None:
        rows.append(_row(text, "changed", *panel.changed, panel.learned, total))
    if panel.progress is not None:
        off, before = (None, None) if worth is None else (worth.without[index], worth.learned)
        rows.append(_row(text, "off", text(f"{TEXT}.switched_off", filter=index), off, before, total))
    return {
        "identity": text.language,
        "rows": rows,
        "filter": index,
        "changes": None if worth is None else worth.changes.tolist(),
        "order": [] if worth is None else worth.order.tolist(),
        "progress": panel.progress,
        "evaluation": panel.evaluation,
        "title": "" if panel.progress is None else text(f"{TEXT}.each_off", count=panel.filters),
        "rank": "" if worth is None else rank_words(text, worth, index),
        "spare": "" if worth is None else joined([spare_words(text, worth), text(f"{TEXT}.off_note")]),
        "text": text.table("component.filterworth"),
    }


def _row(
    text: Text,
    name: Literal["learned", "changed", "off"],
    label: str,
    found: Counts | None,
    before: Counts | None,
    total: int,
) -> Row:
    if found is None:
        return {"name": name, "label": label, "accuracy": None, "right": text(f"{TEXT}.computing")}
    right = int(found.sum())
    if name == "learned":
        words = text(f"{TEXT}.right", count=right)
    else:
        words = "" if before is None else text(f"{TEXT}.images", change=signed(right - int(before.sum())))
    return {"name": name, "label": label, "accuracy": percent(right / total, 2), "right": words}


def signed(change: int) -> str:
    """A whole number with its sign."""
    return f"{'+' if change > 0 else MINUS if change < 0 else '±'}{abs(change):,}"


def rank_words(text: Text, worth: Ablation, index: int) -> str:
    """Where a filter stands among those of its layer: by how many lose more images than it, or as many.

    Args:
        worth: What each filter is worth.
    """
    changes = worth.changes
    own = int(changes[index])
    words = {"filter": index, "change": signed(own), "count": len(changes), "rank": 1 + int((changes < own).sum())}
    shared = int((changes == own).sum()) > 1
    return text(f"{TEXT}.rank_shared" if shared else f"{TEXT}.rank", **words)


def spare_words(text: Text, worth: Ablation) -> str:
    """How many filters can each go, one at a time, and no fewer images are right.

    Args:
        worth: What each filter is worth.
    """
    count = int(np.count_nonzero(worth.changes >= 0))
    name = {0: "spare_none", 1: "spare_one"}.get(count, "spare")
    if count == len(worth.changes):
        name = "spare_all"
    return text(f"{TEXT}.{name}", count=count)


def class_words(text: Text, worth: Ablation | None, index: int, *, is_computed: bool) -> list[tuple[int, str]]:
    """For each class how many more are right with a filter switched off, as a number and in words.

    Args:
        worth: What each filter is worth; `None` while it is computed.
        is_computed: Whether that is computed at all; otherwise there are no words.
    """
    if worth is None:
        return [(0, text(f"{TEXT}.computing_short") if is_computed else "")] * CLASSES
    changes = [int(change) for change in worth.changes_of(index)]
    return [
        (change, text(f"{TEXT}.class_same") if change == 0 else text(f"{TEXT}.class_right", change=signed(change)))
        for change in changes
    ]

"""What the ledger's component is sent, as types."""

from collections.abc import Mapping
from typing import Literal, TypedDict

from explainer.ui.pictures.scales import Scale

Order = Literal["difference", "first", "second"]
Kind = Literal["scores", "cell", "whole", "unit", "channel", "pixel"]


class Row(TypedDict):
    """A part with a line of its own; `index` is its place among all parts."""

    index: int
    name: str
    value: float
    weight: float
    term: float


class Others(TypedDict):
    """All parts without one, and what they add."""

    count: int
    term: float


class Group(TypedDict):
    """The parts that add, or those that take away."""

    rows: list[Row]
    others: Others


class ScoresRow(TypedDict):
    """An input of two scores; `first` and `second` are what it adds to them, `short` its name below a head."""

    index: int
    name: str
    short: str
    value: float
    weights: list[float]
    first: float
    second: float


class ScoresOthers(TypedDict):
    """All inputs without a line of their own, and what they add to both."""

    count: int
    first: float
    second: float


class ScoresGroup(TypedDict):
    """The inputs that speak for the first, or for the second."""

    rows: list[ScoresRow]
    others: ScoresOthers


class ScoresLines(TypedDict):
    """The lines of two scores in one order."""

    gains: ScoresGroup
    losses: ScoresGroup


class Field(TypedDict):
    """Rows and columns of the image."""

    rows: list[int]
    columns: list[int]


class Applied(TypedDict):
    """How a function makes a number of one other; `result` names it."""

    rule: Literal["function"]
    value: float
    result: str


class Scaled(TypedDict):
    """How a factor and a bias make a number of one other."""

    rule: Literal["scaled"]
    value: float
    result: str
    factor: float
    bias: float


class Chosen(TypedDict):
    """How a number is made of several: their largest or their mean.

    Attributes:
        result: What is said of the number; nothing of a largest one.
        chosen: The one that is followed; `None`, here as elsewhere, where nothing stands behind it.
        position: Its place among all choices; `None`, here as elsewhere, if it is none.
    """

    rule: Literal["largest", "mean"]
    value: float
    label: str
    result: str
    size: int
    values: list[float]
    inside: list[bool]
    chosen: int | None
    position: int | None
    scale: Scale


Step = Applied | Scaled | Chosen


class Sheet(TypedDict):
    """Terms as maps: those of `channels`, `of` so many; `columns` and `limit` are a map's."""

    channels: list[int]
    of: int
    columns: int
    limit: float


class Window(TypedDict):
    """A window of one channel, its kernel and their products.

    Attributes:
        inside: Which of the values are no padding.
        area: Where it lies on the image; `None` if its values are no pixels.
    """

    label: str
    size: int
    values: list[float]
    weights: list[float]
    products: list[float]
    inside: list[bool]
    area: Field | None
    scale: Scale
    weight_scale: Scale
    chosen: int | None
    position: int | None


class Head(TypedDict):
    """What every column begins with.

    Attributes:
        level: Its place, from 0.
        node: `"stage:index"` of its number.
        field: What that can see of the image.
    """

    level: int
    kind: Kind
    title: str
    stage: str
    node: str
    value: float
    field: Field


class ScoresColumn(Head):
    """The first column: two scores, their difference, and the inputs that make them; lists have one entry a score."""

    scores: tuple[float, float]
    biases: tuple[float, float]
    probabilities: list[float]
    all_scores: list[float]
    orders: Mapping[Order, ScoresLines]
    place_head: str
    zeros: int
    inputs: int
    chosen: int | None
    position: int | None


class NoteColumn(Head):
    """A number that is made of nothing, and why."""

    note: str


class ShareColumn(Head):
    """What one channel adds to a cell: its window."""

    window: Window


class MadeColumn(Head):
    """A number with the steps that make it, from the number inwards."""

    making: list[Step]


class SumColumn(MadeColumn):
    """The same with the sum at the bottom of them.

    Attributes:
        before: The sum, with its bias.
        sheet: Pictures of all terms, where the inputs were maps.
    """

    before: float
    bias: float
    gains: Group
    losses: Group
    zeros: int
    chosen: int | None
    position: int | None
    label: str
    shares: bool
    sheet: Sheet | None


class WindowColumn(MadeColumn):
    """The same with the window of the only channel at the bottom of them."""

    before: float
    bias: float
    window: Window
    chosen: int | None
    position: int | None


Column = ScoresColumn | NoteColumn | ShareColumn | MadeColumn | SumColumn | WindowColumn


class Meta(TypedDict):
    """The two classes, the path that is followed, and its columns.

    Attributes:
        choices: Which part of each column is followed.
        limit: The largest number of all.
    """

    identity: str
    classes: list[int]
    choices: list[int | None]
    trail: str
    columns: list[Column]
    limit: float
    text: dict[str, str]

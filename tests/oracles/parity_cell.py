"""What a page is asked to show, and what is known of that."""

from collections.abc import Mapping
from dataclasses import dataclass

from explainer.network import Stage
from tests.oracles.reference import Array, Reference


@dataclass(frozen=True)
class Cell:
    """What a page is asked to show.

    Attributes:
        filter: Its map, unit or class; of a flatten stage the place in the row; of a ledger the first class.
        channel: The map of its input that is opened.
        label: The image's true class.
        second: The class that a ledger compares the first one with.
        picture: Which picture it is, if it is not the stage's own.
    """

    stage: Stage
    filter: int
    channel: int
    row: int
    column: int
    label: int
    second: int = 0
    picture: str | None = None

    @property
    def kind(self) -> str:
        """What kind of picture it is."""
        return self.picture or self.stage.kind


@dataclass(frozen=True)
class Truth:
    """What is known of the cell.

    Attributes:
        outputs: What each of its stages returns.
    """

    reference: Reference
    outputs: Mapping[str, Array]
    inputs: Array
    output: Array

"""What a cell sees of the image, window by window, and what the page has to say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from explainer.network import NetworkConfig, Stage
from explainer.text import Text

WORDS = "component.receptive"


@dataclass(frozen=True)
class Sight:
    """What a cell sees along one axis.

    Attributes:
        seen: The pixels that reach it.
        full: Those that would if the image and every map went on beyond their edges.
        size: Pixels of the image.
    """

    seen: frozenset[int]
    full: frozenset[int]
    size: int

    @property
    def outside(self) -> bool:
        """Whether some of what it lacks would lie outside the image."""
        return any(not 0 <= pixel < self.size for pixel in self.full)

    @property
    def unread(self) -> bool:
        """Whether some of it lies in the image."""
        return any(0 <= pixel < self.size for pixel in self.full - self.seen)


def has_cells(stage: Stage) -> bool:
    """Whether a stage's numbers have places in the image, and are more than the image's own pixels."""
    return stage.kind != "input" and (len(stage.output_shape) == 3 or stage.keeps_places)


def sights(config: NetworkConfig, stage: Stage) -> list[Sight]:
    """What each row of a stage's cells sees; as all is square, each column sees the same."""
    size = config.stages[0].output_shape[0]
    passed = [other for other in config.stages[: config.stages.index(stage) + 1] if other.window is not None]

    @cache
    def pixels(level: int, cell: int, *, endless: bool) -> frozenset[int]:
        """Those that reach a cell which so many windows have made; endless maps have cells everywhere."""
        if level == 0:
            return frozenset([cell])
        length, window = passed[level - 1].input_shape[0], passed[level - 1].window
        assert window is not None
        missing = (-(-length // window.strides) - 1) * window.strides + window.size - length
        first = cell * window.strides - (max(missing, 0) // 2 if window.padding == "same" else 0)
        places = [place for place in range(first, first + window.size) if endless or 0 <= place < length]
        return frozenset().union(*(pixels(level - 1, place, endless=endless) for place in places))

    cells = range((stage.input_shape if stage.keeps_places else stage.output_shape)[0])
    seen, full = ([pixels(len(passed), cell, endless=endless) for cell in cells] for endless in (False, True))
    return [Sight(*both, size) for both in zip(seen, full, strict=True)]


def cells_at_edges(rows: Sequence[Sight]) -> list[tuple[int, int]]:
    """Of every row that an edge cuts, a cell on each diagonal and one in the middle; and those of some other rows.

    Args:
        rows: What each row of a square map sees.

    Returns:
        Rows and columns.
    """
    last, middle = len(rows) - 1, len(rows) // 2
    cut = [place for place, sight in enumerate(rows) if sight.full != sight.seen]
    return sorted({
        (row, column) for row in {0, middle, last, *cut} for column in (row, last - row, middle)
    })  # fmt: skip


def expected_words(row: int, column: int, rows: Sequence[Sight], text: Text) -> dict[str, str]:
    """What is to be said of a cell: how much it sees, where that lies, and where the rest would be.

    Args:
        rows: What each row, and each column, of the map sees.
    """
    down, across = rows[row], rows[column]
    (top, bottom), (left, right) = ((min(sight.seen), max(sight.seen)) for sight in (down, across))
    count = len(down.seen) * len(across.seen)
    is_whole = count == (bottom - top + 1) * (right - left + 1)
    outside, unread = down.outside or across.outside, down.unread or across.unread
    where = {"top": top, "bottom": bottom, "left": left, "right": right}
    sentence = "at" if count == 1 else "range" if is_whole else "range_with_holes"
    note = "cut_off_unread" if outside and unread else "cut_off" if outside else None
    return {
        "amount": text(f"{WORDS}.one_pixel") if count == 1 else _size(down.seen, across.seen, text),
        "sentence": text(f"{WORDS}.{sentence}", **where),
        "note": text(f"{WORDS}.{note}", size=_size(down.full, across.full, text)) if note else "",
    }


def _size(down: frozenset[int], across: frozenset[int], text: Text) -> str:
    height, width = (max(pixels) - min(pixels) + 1 for pixels in (down, across))
    count = len(down) * len(across)
    if count == height * width:
        return text(f"{WORDS}.size", height=height, width=width)
    return text(f"{WORDS}.size_with_holes", count=f"{count:,}")

"""The figures of an evaluation show the numbers that they are given."""

import numpy as np
import pytest

from explainer.evaluation.calibration import Bin
from explainer.figures.confusion import MatrixWords, confusion
from explainer.figures.palette import PALETTES
from explainer.figures.reliability import reliability
from explainer.figures.robustness import Tried, robustness

WORDS = MatrixWords("label", "answer", lambda label, answer, written: f"{label} {answer} {written}")


@pytest.mark.parametrize("mistakes", [0, 3])
@pytest.mark.parametrize("theme", PALETTES)
def test_the_matrix_frames_one_cell_and_writes_those_that_are_not_empty(theme: str, mistakes: int) -> None:
    values = 90 * np.eye(10, dtype=np.int64)
    values[6, 5] = mistakes
    figure = confusion(values, values.astype(str), chosen=(6, 5), theme=theme, words=WORDS)
    cells = figure.data[-1]
    assert (cells.y[65], cells.x[65], cells.customdata[65]) == (6, 5, f"6 5 {mistakes}")
    assert cells.selectedpoints == (65,)
    (frame,) = figure.layout.shapes
    assert (frame.y0 < 6 < frame.y1, frame.x0 < 5 < frame.x1) == (True, True)
    assert max(frame.y1 - frame.y0, frame.x1 - frame.x0) <= 1
    written = {(note.y, note.x): note.text for note in figure.layout.annotations}
    assert written.get((6, 5)) == (str(mistakes) if mistakes else None)
    assert len(written) == 10 + (mistakes > 0)


@pytest.mark.parametrize("theme", PALETTES)
def test_writing_can_be_read_on_every_colour(theme: str) -> None:
    from explainer.figures.palette import _contrast

    palette = PALETTES[theme]
    for colour in palette.ramps["activation"]:
        assert _contrast(palette.writing_on(colour), colour) >= 4.5


def test_points_stand_where_they_are_measured() -> None:
    bins = [Bin(0.4, 0.5, 7, 0.45, 0.0), Bin(0.9, 1.0, 93, 0.99, 1.0)]
    figure = reliability(bins, ["a", "b"], theme="light", confidence="c", accuracy="a")
    assert figure.data[1].x == (0.45, 0.99)
    assert figure.data[1].y == (0.0, 1.0)
    assert figure.data[1].text == ("7", "93")


@pytest.mark.parametrize("theme", PALETTES)
def test_titles_of_axes_are_no_fainter_than_their_numbers(theme: str) -> None:
    bins = [Bin(0.4, 0.5, 7, 0.45, 0.0), Bin(0.9, 1.0, 93, 0.99, 1.0)]
    layout = reliability(bins, ["a", "b"], theme=theme, confidence="c", accuracy="a").layout
    for axis in (layout.xaxis, layout.yaxis):
        assert (axis.title.font.color, axis.title.font.size) == (axis.tickfont.color, axis.tickfont.size)


def test_each_level_has_its_digit() -> None:
    image = np.zeros((28, 28), np.uint8)
    tried = [Tried(str(level), level / 3, image, f"{level} ✓", "hover") for level in range(3)]
    figure = robustness(tried, theme="dark")
    assert len(figure.layout.images) == len(figure.layout.annotations) == 3
    assert figure.layout.images[0].source.startswith("data:image/png;base64,")
    assert figure.data[0].y == (0, 1 / 3, 2 / 3)

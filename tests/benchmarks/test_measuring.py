"""What the benchmarks draw and calculate by themselves, without measuring anything."""

from itertools import pairwise

import numpy as np

from benchmarks.animation import Sweep
from benchmarks.build import agrees, configurations
from benchmarks.lines import random_scripts
from benchmarks.payload import sizes
from benchmarks.sweep import HOVERS, percentile, picture_rate, spot, stages_of
from benchmarks.training import five_epochs
from explainer.network import ARTICLE
from explainer.ui.components.payload import quantize


def test_only_a_sweep_over_few_cells_may_have_frames_in_which_nothing_moves() -> None:
    assert picture_rate(Sweep(rate=40, frames=60, cells=676, sent=0)) == 40
    assert picture_rate(Sweep(rate=12, frames=60, cells=25, sent=0)) == 60


def test_the_pointer_goes_to_another_cell_each_time() -> None:
    spots = [spot(turn) for turn in range(HOVERS)]
    assert all(0.05 < share < 0.95 for place in spots for share in place)
    for (x, y), (next_x, next_y) in pairwise(spots):
        assert max(abs(x - next_x), abs(y - next_y)) > 0.2


def test_percentiles_lie_between_values() -> None:
    assert percentile([3.0], 95) == 3
    assert percentile([float(value) for value in range(101)], 95) == 95


def test_every_stage_with_maps_is_swept() -> None:
    names = [place.name for place in stages_of("", ARTICLE, "bundled")]
    assert names == ["conv2d_1", "activation_1", "pooling2d_1", "conv2d_2", "activation_2", "pooling2d_2"]
    assert [place.name for place in stages_of("64: ", ARTICLE, "bundled", only=("conv2d_2",))] == ["64: conv2d_2"]


def test_a_payload_is_compared_with_its_arrays_as_json() -> None:
    maps = np.zeros((2, 2), np.float32)
    sent, usual = sizes({"filter": 1}, {"exact": maps, "maps": quantize(maps + 0.5)})
    assert usual == len('{"exact": [[0.0, 0.0], [0.0, 0.0]], "maps": [[0.5, 0.5], [0.5, 0.5]]}') / 1_000
    assert 0.1 < sent < 0.4


def test_the_configurations_that_are_compared_are_always_the_same() -> None:
    first, again = (list(configurations(5)) for _ in range(2))
    assert first == again
    assert len(set(first)) == 5
    assert all(map(agrees, first))


def test_five_epochs_are_the_first_and_four_later_ones() -> None:
    assert five_epochs([10, 8]) == 42
    assert five_epochs([10, 7, 9]) == 42


def test_the_scripts_that_are_run_are_the_same_each_time() -> None:
    drawn, again = list(random_scripts(3)), list(random_scripts(3))
    assert drawn == again
    assert len({config for config, _ in drawn}) == 3

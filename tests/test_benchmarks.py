"""What each benchmark is held to, without measuring anything."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from benchmarks.animation import Sweep
from benchmarks.animation import report as animation_report
from benchmarks.attribution import report as attribution_report
from benchmarks.build import agrees, configurations
from benchmarks.build import report as build_report
from benchmarks.draw import Followed
from benchmarks.draw import report as draw_report
from benchmarks.embedding import report as embedding_report
from benchmarks.epoch import report as epoch_report
from benchmarks.evaluate import report as evaluate_report
from benchmarks.filters import report as filters_report
from benchmarks.lab import Drag
from benchmarks.lab import report as lab_report
from benchmarks.lines import SCRIPTS, random_scripts
from benchmarks.lines import report as lines_report
from benchmarks.payload import PICTURES, sizes
from benchmarks.payload import report as payload_report
from benchmarks.report import Figure, Report, Sample
from benchmarks.stage import report as stage_report
from benchmarks.start import report as start_report
from benchmarks.sweep import HOVERS, Visit, percentile, picture_rate, spot, stages_of
from benchmarks.sweep import report as sweep_report
from benchmarks.training import clicks_part, epochs_part, five_epochs
from explainer.network import ARTICLE
from explainer.ui.components.payload import quantize


def sample(name: str, *values: float) -> Sample:
    return Sample(name, values)


def figures_of(report: Report) -> dict[str, Figure]:
    return {figure.name: figure for figure in report.figures}


def test_draw_subtracts_the_canvass_own_wait_where_there_is_one() -> None:
    stroke = Followed(58.0, (10.0, 12.0, 30.0), sent=0)
    report = draw_report(
        sample("ours", 50, 60, 70), sample("usual", 500), sample("empty", 240), [stroke], sample("frames", 50)
    )
    figures = figures_of(report)
    assert figures["pen up until Keras's answer"].value == 60
    assert figures["usual way / dashboard"].value == pytest.approx(500 / 60)
    assert figures["usual way, above the debounce / dashboard"].value == 5
    assert figures["empty component, above the debounce"].value == 40
    assert figures["pen moved until painted, 95th percentile"].value == pytest.approx((12 + 0.9 * 18) / 20)
    assert not report.missed


def test_animation_fails_for_one_message_or_too_many_bytes() -> None:
    smooth, empty = sample("sweep", 59, 60, 58), sample("empty", 60)
    assert not animation_report(smooth, empty, sent=0, received=[100, 60_000]).missed
    missed = animation_report(sample("sweep", 54), empty, sent=1, received=[100, 60_001]).missed
    assert [figure.name for figure in missed] == [
        "frames a second",
        "messages to the server while it plays",
        "bytes sent for it",
    ]


def test_only_a_sweep_over_few_cells_may_have_frames_in_which_nothing_moves() -> None:
    assert picture_rate(Sweep(rate=40, frames=60, cells=676, sent=0)) == 40
    assert picture_rate(Sweep(rate=12, frames=60, cells=25, sent=0)) == 60


def test_a_kernels_edit_has_its_promises() -> None:
    assert not filters_report((10.0, 50.0, 60.0), (3.0,)).missed
    assert len(filters_report((60.0,), (3.1,)).missed) == 2


def test_an_edit_is_held_to_its_frame_and_a_drag_to_its_rate() -> None:
    empty = sample("empty", 60)
    assert not lab_report((8.0,) * 19 + (30.0,), (Drag(58, 60, 0),), empty).missed
    missed = lab_report((20.0,) * 10 + (40.0,) * 10, (Drag(40, 60, 1),), empty).missed
    assert [figure.name for figure in missed] == [
        "edit to picture, median",
        "edit to picture, 95th percentile",
        "frames a second while dragging",
        "messages while dragging",
    ]


def test_a_sweep_is_held_to_its_frames_its_answers_and_its_silence() -> None:
    smooth = Visit(Sweep(rate=58, frames=60, cells=676, sent=0), hovers=(8.0,) * 19 + (30.0,), sent=0)
    without_player = Visit(None, hovers=(8.0,), sent=0)
    report = sweep_report({"conv2d_1": [smooth], "activation_1": [without_player]}, sample("empty", 60))
    assert not report.missed
    assert "activation_1: sweep" not in figures_of(report)
    rough = Visit(Sweep(rate=54, frames=60, cells=676, sent=1), hovers=(20.0,) * 10 + (40.0,) * 10, sent=1)
    assert [figure.name for figure in sweep_report({"conv2d_1": [rough]}, sample("empty", 60)).missed] == [
        "conv2d_1: sweep",
        "conv2d_1: hover to picture, median",
        "conv2d_1: hover to picture, 95th percentile",
        "messages to the server while it plays or the pointer moves",
    ]


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
    limits = {picture.name: [(picture.limit, 500.0)] for picture in PICTURES}
    assert not payload_report(limits).missed
    limits["overview"].append((250.01, 500.0))
    assert [figure.name for figure in payload_report(limits).missed] == ["overview"]
    assert figures_of(payload_report(limits))["overview: JSON / sent"].value == pytest.approx(500 / 250.01)


def test_a_widget_of_the_build_page_is_held_to_its_time_and_every_configuration_to_keras() -> None:
    word = sample("word", 60)
    assert not build_report(500, sample("widget", 150), word).missed
    missed = build_report(499, sample("widget", 151), word).missed
    assert [figure.name for figure in missed] == ["configurations that agree with Keras", "answer to a widget"]


def test_the_configurations_that_are_compared_are_always_the_same() -> None:
    first, again = (list(configurations(5)) for _ in range(2))
    assert first == again
    assert len(set(first)) == 5
    assert all(map(agrees, first))


def test_a_move_of_the_epoch_slider_is_held_to_its_time() -> None:
    word, few = sample("word", 60), sample("few", 2)
    assert not epoch_report(sample("sidebar", 150), sample("machine", 20), word, few, sample("many", 2.4)).missed
    missed = epoch_report(sample("sidebar", 151), sample("machine", 151), word, few, sample("many", 2.5)).missed
    assert [figure.name for figure in missed] == [
        "sidebar's slider",
        "time machine's slider",
        "epoch of 3,000 lines / of 30",
    ]


def test_a_change_of_stage_is_held_to_its_time_and_to_the_usual_way() -> None:
    word = sample("word", 40)
    assert not stage_report(
        sample("map", 150), sample("stage", 100), sample("usual", 750), sample("usual", 501), word
    ).missed
    missed = stage_report(
        sample("map", 151), sample("stage", 100), sample("usual", 750), sample("usual", 499), word
    ).missed
    assert [figure.name for figure in missed] == [
        "change of filter",
        "usual way / change of filter",
        "usual way / change of stage",
    ]


def test_start_is_compared_with_the_sum_of_its_unavoidable_parts() -> None:
    change, empty_change = sample("change", 501), sample("empty change", 50)
    report = start_report(sample("ours", 12), sample("tensorflow", 4), sample("empty", 2), change, empty_change)
    assert figures_of(report)["overview / (import tensorflow + empty page)"].value == 2
    assert [figure.name for figure in report.missed] == ["warm page change"]


def test_an_evaluation_is_held_to_a_predict_and_a_cell_to_its_time() -> None:
    predict, word = sample("predict", 1_000, 2_000), sample("word", 60)
    assert not evaluate_report(sample("all", 1_100, 2_200), predict, sample("cell", 200), word).missed
    missed = evaluate_report(sample("all", 1_101, 2_210), predict, sample("cell", 201), word).missed
    assert [figure.name for figure in missed] == ["evaluation / model.predict", "a cell of the matrix"]


def test_an_occlusion_map_is_held_to_a_predict_of_as_many_images() -> None:
    predict = sample("predict", 100, 200)
    assert not attribution_report(sample("maps", 110, 220), predict, sample("weighing", 150)).missed
    missed = attribution_report(sample("maps", 111, 222), predict, sample("weighing", 151)).missed
    assert [figure.name for figure in missed] == ["both occlusion maps / model.predict", "Grad-CAM"]


def test_a_map_is_held_to_what_it_costs_others() -> None:
    axes, maps, idle = sample("pca", 0.1), sample("t-sne", 60), sample("idle", 100)
    assert not embedding_report(axes, maps, idle, sample("beside", 200)).missed
    missed = embedding_report(sample("pca", 1.1), maps, idle, sample("beside", 201)).missed
    assert [figure.name for figure in missed] == ["PCA of 10,000 images", "click while a map is computed / idle"]


def test_five_epochs_are_the_first_and_four_later_ones() -> None:
    assert five_epochs([10, 8]) == 42
    assert five_epochs([10, 7, 9]) == 42


def test_training_is_held_to_each_of_its_figures() -> None:
    measured = {
        "plain": sample("plain", 10, 20),
        "article": sample("article", 11, 22),
        "five": sample("five", 50),
        "fast": sample("fast", 15),
        "overhead": sample("overhead", 5),
        "accuracy": sample("accuracy", 98.9),
        "wait": sample("wait", 20),
    }
    assert all(figure.is_reached for figure in epochs_part(**measured)[1])
    worse = {
        "article": sample("article", 11.2, 22.2),
        "fast": sample("fast", 15.1),
        "overhead": sample("overhead", 5.1),
        "accuracy": sample("accuracy", 98.89),
    }
    for name, side in worse.items():
        _, figures = epochs_part(**(measured | {name: side}))
        assert sum(not figure.is_reached for figure in figures) == 1, name
    _, figures = clicks_part(*(sample("click", value) for value in (100, 201, 50, 60)))
    assert [figure.is_reached for figure in figures] == [False, True]


def test_a_change_of_line_is_held_to_its_promise() -> None:
    sides = (sample("click", 20, 30), sample("key", 160, 170), sample("value", 300, 300), sample("word", 100, 100))
    figures = figures_of(lines_report(SCRIPTS, *sides))
    assert figures["change of line, by click"].is_reached
    assert not figures["change of line, by key"].is_reached
    assert figures["change of a value / empty page"].value == 3
    assert not figures_of(lines_report(SCRIPTS - 1, *sides))["scripts that run and give what is shown"].is_reached


def test_the_scripts_that_are_run_are_the_same_each_time() -> None:
    drawn, again = list(random_scripts(3)), list(random_scripts(3))
    assert drawn == again
    assert len({config for config, _ in drawn}) == 3

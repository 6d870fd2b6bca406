import keras
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings

from explainer.network import ARTICLE, PRESETS, NetworkConfig, network
from explainer.network.kinds import Dense
from explainer.receptive import Area, Lack, ReceptiveField, area_of, receptive_field, receptive_fields
from tests.networks import ODD, REFERENCE, configurations
from tests.oracles.fields import has_cells, sights

LIT = np.eye(784, dtype=np.float32).reshape(784, 28, 28, 1)
"""Every image in which a single pixel is lit."""


def reached_according_to_keras(config: NetworkConfig) -> list[npt.NDArray[np.bool_]]:
    """Which pixel reaches which cell, of a network whose weights are all 1: what is lit stays lit, and nothing else.

    Returns `(784, rows, columns)` after each sliding layer and `(784, numbers)` from flatten on.
    """
    pixels = keras.Input((28, 28, 1))
    outputs = [pixels]
    linear = [
        layer.model_copy(update={"activation": "linear", "filters": 1, "depth_multiplier": 1})
        for layer in config.layers
    ]
    for layer in [*linear, Dense(units=10, activation="linear")]:
        built = REFERENCE[layer.kind](layer)
        output = built(outputs[-1])
        if hasattr(built, "kernel"):
            built.kernel.assign(np.ones(built.kernel.shape))
        elif not hasattr(built, "pool_size") and output.shape == outputs[-1].shape:
            # It works place by place; of a single channel, some make 0.
            output = outputs[-1]
        if not layer.is_identity:
            outputs.append(output)
    lit = keras.Model(pixels, outputs)(LIT, training=False)
    return [np.squeeze(array.numpy() > 0, axis=-1) if array.ndim == 4 else array.numpy() > 0 for array in lit]


def differs_from_keras(config: NetworkConfig) -> list[str]:
    """The stages whose receptive fields are not Keras's, either way round."""
    fields = [
        field
        for field in receptive_fields(config)
        if not field.stage.settings.is_function and not field.stage.settings.is_identity
    ]
    wrong = []
    for field, reached in zip(fields, reached_according_to_keras(config), strict=True):
        rows, columns = len(field.rows), len(field.columns)
        if field.sees_alike:
            assert (reached == reached[:, :1]).all()
        expected = reached.reshape(784, rows, columns, -1)[..., 0]
        back = np.stack([field.cells_of(*divmod(pixel, 28)) for pixel in range(784)])
        there = np.stack([field.pixels_of(*divmod(cell, columns)).reshape(784) for cell in range(rows * columns)])
        if not np.array_equal(back, expected):
            wrong.append(f"{field.stage.name}: cells of a pixel")
        if not np.array_equal(there.T.reshape(expected.shape), expected):
            wrong.append(f"{field.stage.name}: pixels of a cell")
        if not np.array_equal(field.seen.reshape(784), expected.any(axis=(1, 2))):
            wrong.append(f"{field.stage.name}: pixels seen at all")
    return wrong


@pytest.mark.parametrize("name", [*PRESETS, *ODD])
def test_a_lit_pixel_shows_in_exactly_the_cells_it_reaches(name: str) -> None:
    assert differs_from_keras((PRESETS | ODD)[name]) == []


@settings(max_examples=25)
@given(configurations())
def test_generated_networks_see_what_keras_sees(config: NetworkConfig) -> None:
    assert differs_from_keras(config) == []


@pytest.mark.parametrize(
    ("stage", "area"),
    [
        ("input", Area(2, 2, 3, 3, 1)),
        ("conv2d_1", Area(2, 4, 3, 5, 9)),
        ("activation_1", Area(2, 4, 3, 5, 9)),
        ("pooling2d_1", Area(4, 7, 6, 9, 16)),
        ("conv2d_2", Area(4, 11, 6, 13, 64)),
        ("pooling2d_2", Area(8, 17, 12, 21, 100)),
        ("flatten", Area(8, 17, 12, 21, 100)),
    ],
)
def test_the_articles_cell_at_row_2_column_3(stage: str, area: Area) -> None:
    assert area_of(receptive_field(ARTICLE, stage).pixels_of(2, 3)) == area


@pytest.mark.parametrize("stage", ["dense_1", "activation_3", "logits", "softmax"])
def test_the_articles_units_see_the_26_rows_and_columns_that_pooling_left(stage: str) -> None:
    field = receptive_field(ARTICLE, stage)
    assert field.sees_alike
    assert area_of(field.pixels_of(0, 0)) == area_of(field.seen) == Area(0, 25, 0, 25, 676)
    assert not field.cells_of(26, 3).any()
    assert field.cells_of(25, 25).all()


def test_a_pixel_of_the_article_reaches_few_cells_at_its_edge_and_more_in_the_middle() -> None:
    field = receptive_field(ARTICLE, "conv2d_1")
    assert [int(field.cells_of(*pixel).sum()) for pixel in [(0, 0), (0, 14), (14, 14), (27, 27)]] == [1, 3, 9, 1]
    # Row 14 reaches the places of the second pooling that start at rows 8 and 12: 4 × place ≤ 14 ≤ 4 × place + 9.
    deep = receptive_field(ARTICLE, "pooling2d_2")
    assert area_of(deep.cells_of(14, 14)) == Area(2, 3, 2, 3, 4)


def test_padding_cuts_a_field_at_the_edge() -> None:
    config = network("c1-k5-same")
    field = receptive_field(config, "conv2d_1")
    assert field.full_size == 5
    assert area_of(field.pixels_of(0, 14)) == Area(0, 2, 12, 16, 15)


DROPPED = network("c4-leaky_max2_drop0.1_c6_avg2_drop0.2_c8-same-tanh_drop0.3")


def check_lacks(config: NetworkConfig) -> None:
    """Compares what each row of cells lacks with what its windows find, followed one by one."""
    for stage in filter(has_cells, config.stages):
        field, found = receptive_field(config, stage.name), sights(config, stage)
        expected = [Lack.UNREAD if sight.unread else Lack.OUTSIDE if sight.outside else Lack.NOTHING for sight in found]
        assert list(field.rows_lack) == list(field.columns_lack) == expected, stage.name
        assert {(max(sight.full) - min(sight.full) + 1, len(sight.full) ** 2) for sight in found} == {
            (field.full_size, field.full_count)
        }
        for sight in found:
            assert sight.outside or not sight.unread
            assert not field.seen.any(axis=1)[[pixel for pixel in sight.full - sight.seen if 0 <= pixel < 28]].any()


@pytest.mark.parametrize("config", [*PRESETS.values(), *ODD.values(), DROPPED])
def test_what_an_edge_takes_from_a_cell_lies_outside_or_was_left_out(config: NetworkConfig) -> None:
    check_lacks(config)


@settings(max_examples=100)
@given(configurations())
def test_generated_networks_lack_what_their_windows_do_not_find(config: NetworkConfig) -> None:
    check_lacks(config)


def test_a_window_past_dropped_rows_does_not_lie_outside_the_image() -> None:
    field = receptive_field(DROPPED, "dropout_3")
    assert field.rows_lack == (Lack.OUTSIDE, Lack.NOTHING, Lack.NOTHING, Lack.NOTHING, Lack.UNREAD)


def test_strides_wider_than_the_window_leave_holes() -> None:
    config = network("c1-k1-s3_c1-k2")
    field = receptive_field(config, "conv2d_2")
    area = area_of(field.pixels_of(1, 2))
    assert area == Area(3, 6, 6, 9, 4)
    assert not area.is_full
    assert field.full_size == 4
    assert int(field.seen.sum()) == 100
    assert area_of(field.cells_of(4, 4)) is None


@pytest.mark.parametrize(
    ("stage", "size"),
    [("input", 1), ("conv2d_1", 3), ("pooling2d_1", 4), ("conv2d_2", 8), ("pooling2d_2", 10), ("softmax", 26)],
)
def test_the_articles_fields_grow(stage: str, size: int) -> None:
    assert receptive_field(ARTICLE, stage).full_size == size


def test_a_field_far_from_the_edges_has_its_full_size() -> None:
    config = network("c1-k4-s2-same_max3-s2-same_d3")
    field: ReceptiveField = receptive_field(config, "pooling2d_1")
    area = area_of(field.pixels_of(3, 3))
    assert area is not None
    assert (area.height, area.width) == (field.full_size, field.full_size) == (8, 8)


@pytest.mark.parametrize(
    ("stage", "size"), [("input", 1), ("pooling2d_1", 4), ("pooling2d_2", 10), ("dense_1", 26), ("softmax", 26)]
)
def test_no_field_is_larger_than_what_is_seen(stage: str, size: int) -> None:
    assert receptive_field(ARTICLE, stage).largest_size == size


def test_nothing_has_no_area() -> None:
    assert area_of(np.zeros((3, 4), dtype=bool)) is None


def test_an_unknown_stage_is_named() -> None:
    with pytest.raises(ValueError, match=r"Expected one of input, conv2d_1, .*; received conv2d_9\."):
        receptive_field(ARTICLE, "conv2d_9")

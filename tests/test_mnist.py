import shutil
import threading
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from explainer import mnist
from explainer.errors import ExplainerError
from explainer.mnist import Dataset


def test_arrays_are_those_of_the_published_data_set(dataset: Dataset) -> None:
    assert dataset.x_train.shape == (60000, 28, 28)
    assert dataset.y_train.shape == (60000,)
    assert dataset.x_test.shape == (10000, 28, 28)
    assert dataset.y_test.shape == (10000,)
    assert dataset.y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert dataset.y_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert np.bincount(dataset.y_train).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert dataset.x_train.min() == 0
    assert dataset.x_train.max() == 255


@pytest.mark.parametrize("name", ["x_train", "y_train", "x_test", "y_test"])
def test_arrays_are_read_only_bytes(dataset: Dataset, name: str) -> None:
    array = getattr(dataset, name)
    assert array.dtype == np.uint8
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1


def test_row_0_is_on_top(dataset: Dataset) -> None:
    seven = dataset.x_test[0]
    assert seven[9, 8:20].all(), "the bar of the seven runs across the top"
    assert not seven[24, 15:].any(), "its foot leans to the left"


def test_loading_again_gives_the_same_object(dataset: Dataset) -> None:
    assert mnist.load() is dataset
    assert mnist.load(mnist.DEFAULT_PATH) is dataset
    assert mnist.load(path=mnist.DEFAULT_PATH) is dataset


def test_two_visitors_at_once_share_one_copy(tmp_path: Path) -> None:
    copy = tmp_path / "mnist.npz"
    shutil.copyfile(mnist.DEFAULT_PATH, copy)
    loaded: list[Dataset] = []
    threads = [threading.Thread(target=lambda: loaded.append(mnist.load(copy))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loaded) == 2
    assert loaded[0] is loaded[1]


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ExplainerError, match="Expected the data set at") as caught:
        mnist.load(tmp_path / "assets" / "mnist.npz")
    assert caught.value.code == "mnist_missing"
    assert caught.value.details == {"file": "mnist.npz", "folder": "assets"}


def test_folder_instead_of_file(tmp_path: Path) -> None:
    with pytest.raises(ExplainerError) as caught:
        mnist.load(tmp_path)
    assert caught.value.code == "mnist_missing"


def _truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _altered(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def _empty(content: bytes) -> bytes:
    return content[:0]


@pytest.mark.parametrize("damage", [_truncated, _altered, _empty])
def test_damaged_file(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "mnist.npz"
    damaged = damage(mnist.DEFAULT_PATH.read_bytes())  # type: ignore[operator]
    path.write_bytes(damaged)
    with pytest.raises(ExplainerError, match="SHA-256") as caught:
        mnist.load(path)
    assert caught.value.code == "mnist_altered"
    details = caught.value.details
    assert details["file"] == "mnist.npz"
    assert details["folder"] == tmp_path.name
    assert details["expected"] == "06af5dfe73b7"
    assert details["received"] != details["expected"]
    assert details["size"] == len(damaged)


def test_mended_file_is_read_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "mnist.npz"
    with pytest.raises(ExplainerError):
        mnist.load(path)
    shutil.copyfile(mnist.DEFAULT_PATH, path)
    assert mnist.load(path).x_train.shape == (60000, 28, 28)


def test_add_channel_copies_nothing(dataset: Dataset) -> None:
    reshaped = mnist.add_channel(dataset.x_train)
    assert reshaped.shape == (60000, 28, 28, 1)
    assert reshaped.dtype == np.uint8
    assert np.shares_memory(reshaped, dataset.x_train)
    assert not reshaped.flags.writeable


def test_scale_gives_the_numbers_of_the_articles_division() -> None:
    every_pixel = np.arange(256, dtype=np.uint8).reshape(16, 16)
    scaled = mnist.scale(every_pixel)
    assert scaled.dtype == np.float32
    assert scaled.shape == (16, 16)
    np.testing.assert_array_equal(scaled, (np.arange(256) / 255).astype(np.float32).reshape(16, 16))


def test_scale_never_holds_float64(dataset: Dataset) -> None:
    images = dataset.x_test
    tracemalloc.start()
    try:
        mnist.scale(images)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < images.size * 4 + 1_000_000, "float32 and nothing beside it"


def test_one_hot_marks_the_label() -> None:
    encoded = mnist.one_hot(np.array([5, 0, 9], dtype=np.uint8))
    assert encoded.dtype == np.float32
    assert encoded.tolist() == [
        [0, 0, 0, 0, 0, 1, 0, 0, 0, 0],
        [1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    ]


def test_scaled_pixels_come_back_as_they_were_stored() -> None:
    stored = np.arange(256, dtype=np.uint8)
    assert np.array_equal(mnist.unscale(mnist.scale(stored)), stored)

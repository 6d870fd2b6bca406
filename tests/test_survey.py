"""What is said of the data set, against the arrays and against Keras and NumPy."""

import numpy as np
import pytest

from explainer.mnist import Dataset, add_channel, one_hot, scale
from explainer.survey import LINES, PARTS, Browse, averages, counts, part_of, places, preparation


@pytest.mark.parametrize("part", PARTS)
def test_every_image_is_found_once(dataset: Dataset, part: str) -> None:
    images, labels = part_of(dataset, part)
    found = [places(labels, digit) for digit in range(10)]
    assert counts(labels) == [each.size for each in found]
    np.testing.assert_array_equal(np.sort(np.concatenate(found)), places(labels, None))
    assert places(labels, None).size == len(images)
    assert all((labels[each] == digit).all() for digit, each in enumerate(found))


def test_an_average_is_the_mean_of_its_class(dataset: Dataset) -> None:
    images, labels = dataset.x_test[:500], dataset.y_test[:500]
    found = averages(images, labels)
    assert found.shape == (10, 28, 28)
    np.testing.assert_allclose(found[7], images[labels == 7].astype(np.float64).mean(axis=0), rtol=1e-5)


def test_the_steps_are_what_the_lines_do(dataset: Dataset) -> None:
    from keras.utils import to_categorical

    found = {"x_train": dataset.x_train, "y_train": dataset.y_train, "to_categorical": to_categorical}
    for step in preparation(dataset):
        if step.name == "load":
            array = found["x_train"]
        elif step.name == "loaded_labels":
            array = found["y_train"]
        else:
            exec(step.line, found)
            array = found[step.line.split()[0]]
        assert step.line == LINES[step.name]
        assert step.shape == array.shape
        assert step.dtype == array.dtype
        assert (step.least, step.most) == (array.min(), array.max())
        assert step.megabytes == pytest.approx(array.nbytes / 1e6)


def test_the_project_prepares_the_same_numbers(dataset: Dataset) -> None:
    steps = {step.name: step for step in preparation(dataset)}
    images = add_channel(scale(dataset.x_train[:3]))
    assert images.shape[1:] == steps["scale"].shape[1:]
    assert images.dtype == steps["scale"].dtype
    assert one_hot(dataset.y_train[:3]).shape[1:] == steps["labels"].shape[1:]


@pytest.mark.parametrize("word", ["test-all-0", "train-7-51", "test-0-9"])
def test_what_is_looked_at_comes_back_from_its_link(word: str) -> None:
    assert str(Browse.parse(word)) == word


@pytest.mark.parametrize("word", ["", "test", "valid-1-0", "test-10-0", "test-1-00", "test-1-1000", "test-１-0"])
def test_nonsense_is_nothing_to_look_at(word: str) -> None:
    assert Browse.parse(word) is None

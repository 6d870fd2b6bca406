"""A visitor's own digits: kept once each, taken home as Keras reads them, saved in their own space."""

from contextlib import suppress
from functools import partial
from pathlib import Path

import keras
import numpy as np
import pytest

from explainer import mnist
from explainer.errors import ExplainerError
from explainer.network import ARTICLE
from explainer.own_digits import MOST, OwnDigits, read_npz
from explainer.training.limits.limits import MEGABYTE
from explainer.training.limits.quotas import Quotas
from explainer.training.limits.shares import shares
from explainer.training.recipes.recipe import QUICK_LOOK
from explainer.training.store.records import Request
from explainer.training.store.run_store import RunStore
from explainer.training.store.saved_digits import UNREADABLE, saved_bytes, saved_path
from explainer.ui.own_sets import OwnSets

IMAGES = mnist.load().x_test


def some(count: int) -> OwnDigits:
    digits = OwnDigits.empty()
    for index in range(count):
        digits = digits.with_one(IMAGES[index], index % 10)
    return digits


def test_each_digit_is_kept_once_with_its_newest_label() -> None:
    digits = some(3).with_one(IMAGES[1], 8)
    assert digits.labels.tolist() == [0, 2, 8]
    assert np.array_equal(digits.images, IMAGES[[0, 2, 1]])
    assert digits.without(1).labels.tolist() == [0, 8]


def test_the_first_go_when_there_are_too_many() -> None:
    digits = some(MOST + 2)
    assert len(digits.labels) == MOST
    assert np.array_equal(digits.images[0], IMAGES[2])


def test_the_code_of_keras_reads_what_is_taken_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mnist.npz"
    file.write_bytes(some(5).npz())
    monkeypatch.setattr("keras.src.datasets.mnist.get_file", lambda *_args, **_more: str(file))
    (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    assert np.array_equal(x_train, IMAGES[:5])
    assert y_train.tolist() == [0, 1, 2, 3, 4]
    assert (x_test.shape, y_test.shape) == ((0, 28, 28), (0,))


def test_saved_digits_outlive_the_server_and_belong_to_their_visitor(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    sets = OwnSets(store)
    sets.put("anna", some(3))
    assert OwnSets(store).get("anna").labels.size == 0
    sets.save("anna")
    sets.put("anna", some(4))
    assert OwnSets(store).get("anna").labels.tolist() == [0, 1, 2, 3]
    assert OwnSets(store).images_and_labels("ben")[0].shape == (0, 28, 28)
    assert not store.runs()
    sets.unsave("anna")
    assert sets.get("anna").labels.size == 4
    assert OwnSets(store).get("anna").labels.size == 0


def test_they_count_in_the_visitor_s_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = RunStore(tmp_path)
    sets = OwnSets(store)
    sets.put("anna", some(MOST))
    sets.save("anna")
    taken = {quota.whose: quota.taken for quota in Quotas(store).quotas("anna", None)}
    assert taken == {"visitor": saved_bytes(tmp_path, "anna"), "all": saved_bytes(tmp_path)}
    assert 0 < taken["visitor"] < 2 * 784 * MOST
    assert Quotas(store).quotas("ben", None)[0].taken == 0
    sets.unsave("anna")
    monkeypatch.setenv("EXPLAINER_VISITOR_QUOTA", str(1_000 / MEGABYTE))
    with pytest.raises(ExplainerError) as error:
        sets.save("anna")
    assert error.value.code == "digits_no_room"
    assert not sets.is_saved("anna")


def test_they_count_in_the_room_of_an_address_from_which_their_visitor_has_trained(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    sets = OwnSets(store)
    sets.put("anna", some(20))
    sets.save("anna")
    near, far = "0123456789abcdef", "fedcba9876543210"
    store.create(Request(config=ARTICLE, recipe=QUICK_LOOK, visitor="anna", address=near))

    def taken(whose: str, address: str) -> int:
        return next(one.taken for one in Quotas(store).quotas("ben", address) if one.whose == whose)

    def shown(name: str) -> int:
        return next(share.taken for share in shares(store) if share.name == name)

    run_alone = taken("all", far) - saved_bytes(tmp_path)
    assert taken("address", near) == run_alone + saved_bytes(tmp_path) == shown("anna") == shown(near) == shown("")
    assert taken("address", far) == 0


@pytest.mark.parametrize("images", [IMAGES[2:5], IMAGES[:0]])
def test_digits_come_to_others_once_each(images: mnist.Images) -> None:
    merged = some(4).with_all(OwnDigits(images, np.full(len(images), 9, np.uint8)))
    labels = {image.tobytes(): int(label) for image, label in zip(merged.images, merged.labels, strict=True)}
    assert len(merged.labels) == len(labels) == (5 if len(images) else 4)
    assert [labels[image.tobytes()] for image in images] == [9] * len(images)
    assert merged.contains(IMAGES[:6]).tolist() == [True, True, True, True, bool(len(images)), False]


def test_no_digit_goes_for_another_that_comes_in() -> None:
    with pytest.raises(ExplainerError) as error:
        some(MOST - 1).with_all(OwnDigits(IMAGES[MOST : MOST + 2], np.zeros(2, np.uint8)))
    assert (error.value.code, error.value.details["count"]) == ("digits_too_many", MOST + 1)
    assert len(some(MOST).with_all(some(MOST)).labels) == MOST


def test_other_digits_have_another_digest() -> None:
    digits = some(3)
    others = [some(2), digits.with_one(digits.images[0], 5), OwnDigits(digits.images, digits.labels[::-1])]
    assert len({digits.digest, *(other.digest for other in others)}) == 4
    assert some(3).digest == digits.digest


@pytest.mark.parametrize("content", [b"", b"PK damaged", bytes(100)])
def test_a_damaged_file_is_passed_over(tmp_path: Path, content: bytes) -> None:
    path = saved_path(tmp_path, "anna")
    path.parent.mkdir()
    path.write_bytes(content)
    sets = OwnSets(RunStore(tmp_path))
    assert sets.get("anna").labels.size == 0
    assert sets.are_lost("anna")
    sets.put("anna", some(1))
    assert not sets.are_lost("anna")
    assert OwnSets(RunStore(tmp_path)).get("anna").labels.size == 1


def test_no_flipped_bit_does_more_than_lose_the_digits() -> None:
    content = some(1).npz()
    for place, byte in enumerate(content):
        damaged = content[:place] + bytes([byte ^ 1]) + content[place + 1 :]
        with suppress(*UNREADABLE):
            assert len(read_npz(partial(bytes, damaged)).labels) == 1


def test_digits_that_were_all_deleted_are_not_lost(tmp_path: Path) -> None:
    sets = OwnSets(RunStore(tmp_path))
    assert not sets.are_lost("anna")
    sets.put("anna", some(1))
    sets.save("anna")
    sets.put("anna", OwnDigits.empty())
    assert not sets.are_lost("anna")

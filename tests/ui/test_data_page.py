"""The data page: which images are shown, and that one choice shows everywhere."""

import numpy as np
import pytest

from explainer import mnist, survey
from explainer.survey import IMAGES_PER_PAGE, Browse, counts, places
from explainer.text import ORIGINALS, Text
from explainer.ui.components.payload import pack
from explainer.ui.data import around, table
from explainer.ui.pictures import channels, mosaic, pixelgrid
from explainer.ui.pictures.mosaic import Paging
from explainer.ui.references import ImageReference
from tests.ui.pages import Open, words

TEXT = Text("en")


def test_a_class_is_chosen_and_its_images_are_counted(open_page: Open) -> None:
    app = open_page("data", lang="en")
    app.segmented_control(key="data_part_en").set_value("train").run()
    app.segmented_control(key="data_digit_en").set_value("5").run()
    assert app.query_params["browse"] == "train-5-0"
    assert not app.error
    found = counts(mnist.load().y_train)
    assert f"{found[5]:,}" in words(app)
    assert f"{max(found):,}" in words(app)


def test_an_image_is_opened_by_its_number(open_page: Open) -> None:
    app = open_page("data", lang="en", browse="train-all-0")
    app.number_input(key="data_index_train_en").set_value(59_999).run()
    assert app.query_params["image"] == "train-59999"
    assert app.query_params["browse"] == "train-all-499"


@pytest.mark.parametrize("word", ["test-5-999", "train-all-500"])
def test_a_page_beyond_the_last_is_the_last(open_page: Open, word: str) -> None:
    app = open_page("data", lang="en", browse=word)
    assert not app.error


def test_an_image_is_on_its_page() -> None:
    assert around(ImageReference("train", 121)) == Browse("train", None, 1)
    assert around(ImageReference("drawing", "latest")) == Browse()


def test_a_page_of_the_mosaic_names_its_images() -> None:
    labels = mnist.load().y_test
    shown = places(labels, 7)[IMAGES_PER_PAGE : 2 * IMAGES_PER_PAGE]
    images = mnist.load().x_test[shown]
    meta, arrays = mosaic.scene(images, labels[shown], shown, int(shown[3]), Paging(1, 1_028), TEXT)
    pack(meta, arrays)
    assert meta["chosen"] == 3
    assert meta["names"][0] == f"#{shown[0]} (label 7)"
    assert meta["paging"] == {"page": 1, "pages": 9, "words": "121–240 of 1,028"}
    elsewhere, _ = mosaic.scene(images, labels[shown], shown, 0, Paging(1, 1_028), TEXT)
    assert elsewhere["chosen"] is None


def test_only_an_image_of_the_data_set_is_divided_by_255() -> None:
    stored = mnist.scale(mnist.load().x_test[0])
    meta, arrays = pixelgrid.scene(stored, 7, TEXT)
    pack(meta, arrays)
    assert meta["stored"] is True
    assert meta["one_hot"] == [0, 0, 0, 0, 0, 0, 0, 1, 0, 0]
    drawn, _ = pixelgrid.scene(np.clip(stored * 0.97, 0, 1), None, TEXT)
    assert (drawn["stored"], drawn["one_hot"]) == (False, None)


@pytest.mark.parametrize("language", ORIGINALS)
def test_the_steps_show_what_numpy_says(language: str) -> None:
    shown = table(survey.preparation(mnist.load()), Text(language))
    for part in ("(60000, 28, 28)", "(60000,)", "(60000, 28, 28, 1)", "(60000, 10)", "uint8", "float32", "float64"):
        assert f"<code>{part}</code>" in shown
    pack(*channels.scene(Text(language)))

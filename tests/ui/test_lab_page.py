"""The lab's page: which experiment is open, and what its links may say."""

import pytest

from explainer.laboratory.settings import ConvolutionSetting
from explainer.text import Text
from explainer.ui.query import LABS
from tests.ui.pages import Open


@pytest.mark.parametrize("lab", LABS)
def test_every_experiment_opens(open_page: Open, lab: str, language: str) -> None:
    app = open_page("lab", lang=language, lab=lab)
    assert not app.error
    assert not app.warning
    assert app.title[0].value == Text(language)(f"page.lab.{lab}.title")


def test_another_experiment_goes_into_the_link(open_page: Open) -> None:
    app = open_page("lab", lang="en")
    app.segmented_control(key="lab_choice_en").set_value("pooling").run()
    assert app.query_params["lab"] == "pooling"
    assert app.title[0].value == Text("en")("page.lab.pooling.title")


@pytest.mark.parametrize("word", ["g6_k7-blur", "g3_k5-vertical_s2_d2", "digit_k3-learned63_same"])
def test_a_setting_that_cannot_be_computed_is_still_a_link(open_page: Open, word: str) -> None:
    app = open_page("lab", lang="en", convolution=word)
    assert not app.error
    assert not app.warning
    assert app.query_params["convolution"] == word
    assert ConvolutionSetting.parse(word) is not None

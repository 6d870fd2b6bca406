"""The flow of boxes as data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.network import ARTICLE, Architecture
from explainer.network.notation import read_network
from explainer.text import ORIGINALS, Text
from explainer.ui.components.payload import pack
from explainer.ui.pictures.flow import scene
from tests.networks import NETWORKS, drafts


def boxes(word: str, language: str = "en") -> list[dict[str, object]]:
    draft = read_network(word)
    assert draft is not None
    meta, arrays = scene(draft, Text(language))
    assert arrays == {}
    found: list[dict[str, object]] = meta["boxes"]
    return found


@pytest.mark.parametrize("language", ORIGINALS)
@pytest.mark.parametrize("name", NETWORKS)
def test_every_layer_but_dropout_has_a_box_of_its_shape(name: str, language: str) -> None:
    config = NETWORKS[name]
    meta, _ = scene(config, Text(language))
    expected = [layer.output_shape for layer in config.built if layer.kind != "dropout"]
    shown = [
        (box["length"],) if "length" in box else (box["size"], box["size"], box["maps"]) for box in meta["boxes"][1:]
    ]
    assert shown == expected
    assert {box["state"] for box in meta["boxes"]} == {"built"}


def test_windows_say_where_they_lie() -> None:
    shown = boxes("c8-k5-s2-same_max3-s2_drop0.25_d9")
    assert shown[1]["window"] == {"size": 5, "strides": 2, "before": 1}
    assert shown[2]["window"] == {"size": 3, "strides": 2, "before": 0}
    assert shown[1]["notes"] == ["5×5", "strides 2", "same", "ReLU"]
    assert shown[2]["notes"] == ["3×3", "strides 2", "dropout 25\u00a0%"]
    assert all("window" not in box for box in (shown[0], *shown[3:]))


def test_after_a_misfit_everything_waits() -> None:
    shown = boxes("c64_max2_c32_max2_c32-k7_d128")
    assert [box["state"] for box in shown] == ["built"] * 5 + ["failing"] + ["waiting"] * 3
    assert shown[5]["misfit"] == {"window": 7, "map": 5}
    assert [box["shape"] for box in shown[5:]] == ["does not fit", "?", "128", "10"]
    assert shown[6]["length"] is None


@given(drafts, st.sampled_from(list(ORIGINALS)))
def test_every_draft_can_be_sent(draft: Architecture, language: str) -> None:
    meta, arrays = scene(draft, Text(language))
    assert pack(meta, arrays)


def test_the_picture_is_told_in_words() -> None:
    meta, _ = scene(ARTICLE, Text("en"))
    assert meta["picture"].endswith("Conv 2 11×11×32, Pool 2 5×5×32, Flatten 800, Dense 1 128, Softmax 10")

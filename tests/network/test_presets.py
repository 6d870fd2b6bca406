import pytest

from explainer.network import ARTICLE, PRESETS, Layer


def kinds(name: str) -> list[str]:
    return [layer.kind for layer in PRESETS[name].built]


def first(name: str, kind: str) -> Layer:
    return next(layer for layer in PRESETS[name].built if layer.kind == kind)


def test_every_preset_is_there_article_first() -> None:
    assert next(iter(PRESETS)) == "article"
    assert PRESETS["article"] is ARTICLE
    assert set(PRESETS) == {
        "article",
        "no_pooling",
        "one_block",
        "deep_and_narrow",
        "wide",
        "no_convolution",
        "average_pooling",
        "strides",
        "lenet_5",
    }


def test_presets_are_what_their_names_say() -> None:
    assert "max_pooling2d" not in kinds("no_pooling")
    assert kinds("one_block").count("conv2d") == 1
    assert kinds("deep_and_narrow").count("conv2d") == 3
    assert first("deep_and_narrow", "conv2d").channels < first("article", "conv2d").channels
    assert first("wide", "conv2d").channels > first("article", "conv2d").channels
    assert "conv2d" not in kinds("no_convolution")
    assert "average_pooling2d" in kinds("average_pooling")
    assert "max_pooling2d" not in kinds("average_pooling")
    assert first("strides", "conv2d").strides == 2
    assert not {"max_pooling2d", "average_pooling2d"} & set(kinds("strides"))


def test_presets_are_what_is_said_of_them() -> None:
    """Compared with the article's network, which stands first."""
    assert first("no_pooling", "flatten").channels > first("article", "flatten").channels
    assert kinds("article").count("conv2d") == kinds("article").count("max_pooling2d") == 2
    for name, has_fewer_parameters, has_fewer_steps in (("deep_and_narrow", True, False), ("wide", False, True)):
        assert (PRESETS[name].parameters < ARTICLE.parameters) == has_fewer_parameters
        assert (len(kinds(name)) < len(kinds("article"))) == has_fewer_steps
    average = [kind.replace("average", "max") for kind in kinds("average_pooling")]
    assert average == kinds("article")


def test_lenet_5_has_the_shapes_of_the_paper() -> None:
    assert [layer.output_shape for layer in PRESETS["lenet_5"].built] == [
        (28, 28, 6),
        (14, 14, 6),
        (10, 10, 16),
        (5, 5, 16),
        (400,),
        (120,),
        (84,),
        (10,),
    ]
    assert PRESETS["lenet_5"].parameters == 61_706


@pytest.mark.parametrize("name", PRESETS)
def test_presets_stay_small_enough_for_a_laptop(name: str) -> None:
    assert PRESETS[name].parameters < 6_000_000

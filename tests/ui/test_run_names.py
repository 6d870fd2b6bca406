"""A run's name tells what was trained, and how; and it stays a name, wherever Streamlit reads Markdown."""

import pytest

from explainer.experiments.guided import OVERFITTING
from explainer.network import ARTICLE, NetworkConfig
from explainer.network import network as read_config
from explainer.text import ORIGINALS, Text
from explainer.training.recipes.recipe import ARTICLE as ARTICLE_RECIPE
from explainer.training.recipes.recipe import FAST, QUICK_LOOK, Recipe
from explainer.training.store.records import Request
from explainer.ui.run_names import JOINER, in_markdown, run_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("My kernels", "My kernels"),
        ("*5×5*", r"\*5×5\*"),
        ("www.example.com", rf"www{JOINER}\.example\.com"),
        ("WWW.example", rf"WWW{JOINER}\.example"),
        ("http://a and HTTPS://b", rf"http{JOINER}\://a and HTTPS{JOINER}\://b"),
        ("a@b.example", rf"a@{JOINER}b\.example"),
        ("www", "www"),
        ("$x$ for 5$", r"\$x\$ for 5\$"),
    ],
)
def test_nothing_becomes_a_link_or_a_formula(name: str, shown: str) -> None:
    assert in_markdown(name) == shown


def named(text: Text, config: NetworkConfig = ARTICLE, recipe: Recipe = QUICK_LOOK) -> str:
    return run_name(text, Request(config=config, recipe=recipe), "0136" + "0" * 20, None)


@pytest.mark.parametrize(
    ("word", "network"),
    [
        ("c64_max2_c32_max2_d128", "article’s network"),
        ("c64-k5_max2_c32_max2_d128", "article’s network (Kernel, convolution 1: 5×5)"),
        ("c64_max2_c32_max2_d128_drop0.5", "article’s network, dropout 50\u00a0%"),
        ("c32_max2_drop0.25_c32_max2_drop0.25_d256_drop0.5", None),
        ("c6-k5-same-tanh_avg2_c16-k5-tanh_avg2_d120-tanh_d84-tanh", "LeNet-5"),
        ("d64", "No convolution (Units, dense layer 1: 64)"),
        ("c4-s2_max2", "conv 4 × 3×3, strides 2, pool 2×2"),
    ],
)
def test_a_run_is_called_by_its_network(word: str, network: str | None) -> None:
    name = named(Text("en"), read_config(word))
    assert name.startswith("Quick look · ")
    assert name.endswith(" #0136")
    assert network is None or name == f"Quick look · {network} #0136"
    assert ("dropout" in name) == ("drop" in word)


@pytest.mark.parametrize(
    ("recipe", "called"),
    [
        (QUICK_LOOK, "Quick look"),
        (FAST.model_copy(update={"name": "own", "epochs": 3}), "Fast (Epochs: 3)"),
        (ARTICLE_RECIPE.model_copy(update={"name": "own"}), "As in the article"),
        (Recipe(name="own", epochs=9, batch_size=8, training_images=100, loss=FAST.loss), "Own settings"),
    ],
)
def test_a_run_is_called_by_its_recipe(recipe: Recipe, called: str) -> None:
    assert named(Text("en"), recipe=recipe) == f"{called} · article’s network #0136"


@pytest.mark.parametrize("language", ORIGINALS)
def test_the_two_of_the_overfitting_experiment_are_told_apart(language: str) -> None:
    text = Text(language)
    names = {kind: named(text, design.config, design.recipe) for kind, design in OVERFITTING.items()}
    assert names["with"] != names["without"]
    assert text("page.build.short_dropout", rate="50\u00a0%") in names["with"]


def test_a_given_name_stands_alone() -> None:
    assert run_name(Text("ja"), Request(config=ARTICLE, recipe=FAST), "0" * 24, "mine") == "mine"

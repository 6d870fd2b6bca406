"""The article's page: every line has its note, its numbers and its way on; a change is followed at once."""

import io
import json
import zipfile
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from explainer.experiments.twins import TwinValue
from explainer.lessons.changes import choices
from explainer.lessons.script import article_lines
from explainer.network import ARTICLE, Architecture, network
from explainer.network.notation import read_network
from explainer.optimizers import OPTIMIZERS, SGD
from explainer.text import ORIGINALS, Text
from explainer.training.recipes.recipe import ARTICLE as ARTICLE_RECIPE
from explainer.training.recipes.recipe import Recipe
from explainer.ui.article import downloads
from explainer.ui.article.reasons import SETTINGS, beside
from explainer.ui.compare.results import compared, reference_of, value_words
from explainer.ui.numbers import percent
from explainer.ui.pictures.article import LineMeta
from explainer.ui.query import Session, parse
from tests.lessons.test_notes import NOTIONS
from tests.ui.pages import JAPANESE, Open, words

OFFERED = NOTIONS - (OPTIMIZERS.keys() - {"adam"})
"""The article's optimizer is Adam; the others' notions are offered where they are chosen."""


def sent(app: AppTest) -> dict[str, Any]:
    """What the component is sent: the header of its payload."""
    parts = [part for part in app.get("bidi_component") if b'"lines":[' in part.proto.bytes[:4_000_000]]
    (data,) = (part.proto.bytes for part in parts)
    length = int.from_bytes(data[:4], "little")
    meta: dict[str, Any] = json.loads(data[4 : 4 + length])["meta"]
    return meta


def lines(app: AppTest) -> dict[str, LineMeta]:
    return {line["id"]: line for line in sent(app)["lines"]}


def code(line: LineMeta) -> str:
    return "\n".join("".join(text for text, _ in row) for row in line["rows"])


def test_every_line_is_explained_and_every_notion_is_there(open_page: Open, language: str) -> None:
    app = open_page("article", lang=language)
    shown = lines(app)
    assert [code(line) for line in shown.values()] == [line.source for line in article_lines(ARTICLE, ARTICLE_RECIPE)]
    assert all(line["title"] and line["what"] and line["why"] and line["picture"] for line in shown.values())
    assert {notion["id"] for line in shown.values() for notion in line["notions"]} == OFFERED
    said = [
        [line["title"], line["what"], line["why"], *(notion["text"] for notion in line["notions"])]
        for line in shown.values()
    ]
    assert not [sentence for sentences in said for sentence in sentences if "{" in sentence]
    if language == "en":
        # Only what opens from a term names it in the other language, too.
        assert JAPANESE.search(json.dumps({**sent(app), "terms": {}}, ensure_ascii=False)) is None


def test_shapes_and_numbers_are_those_of_the_model(open_page: Open) -> None:
    shown = lines(open_page("article", lang="en"))
    shapes = [line["shape"] for line in shown.values() if line["shape"]]
    assert shapes == ["28×28×1", "26×26×64", "13×13×64", "11×11×32", "5×5×32", "800", "128", "10"]
    assert shown["conv2d_1"]["sums"][1]["words"] == "(3·3·1 + 1)·64 = 640"
    assert "Total params: 122,922" in shown["summary"]["output"]
    assert "accuracy: 0.9906" in shown["evaluate"]["output"]
    assert shown["fit"]["output"].count("1875/1875") == 5
    (updates,) = (notion["text"] for notion in shown["fit"]["notions"] if notion["id"] == "updates")
    assert "9,375" in updates


def test_the_link_names_the_line_and_its_argument(open_page: Open) -> None:
    assert sent(open_page("article", lang="en", line="fit.fit.epochs"))["line"] == "fit.fit.epochs"
    elsewhere = open_page("article", lang="en", line="conv2d_9")
    assert sent(elsewhere)["line"] == "load_data"
    assert "conv2d_9" in elsewhere.warning[0].value
    assert "line" not in elsewhere.query_params
    assert parse({"line": "no line"}, Session()) == (Session(), ("line",))
    assert parse({"line": "reshape_train.reshape.shape[3]"}, Session())[1] == ()


def test_a_network_that_does_not_fit_is_refused_in_keras_words(open_page: Open) -> None:
    app = open_page("article", lang="ja", network="c64_max7_c32-k7_d128")
    shown = lines(app)
    assert shown["conv2d_2"]["state"] == "failing"
    assert shown["conv2d_2"]["refusal"].startswith("ValueError: Computed output size")
    assert [shown[name]["state"] for name in ("conv2d_1", "pooling2d_1", "dense_1")] == ["kept", "passed", "waiting"]
    assert sent(app)["fits"] is False
    assert shown["summary"]["output"] == ""


def test_a_recipe_changes_the_script(open_page: Open) -> None:
    app = open_page("article", lang="en", recipe="own", training="e2_b128_sgd-lr0.05-m0.9_sparse_n60000")
    shown = lines(app)
    assert "SGD(0.05, momentum=0.9)" in code(shown["compile"])
    offered = {notion["id"] for notion in shown["compile"]["notions"]}
    assert offered & OPTIMIZERS.keys() == {"sgd"}
    assert "batch_size=128" in code(shown["fit"])
    assert "labels_train" not in shown
    assert shown["fit"]["output"] == ""
    assert sent(app)["is_changed"] is True


def test_the_walkthrough_leads_back_to_the_line(open_page: Open) -> None:
    app = open_page("walkthrough", lang="en", stage="activation_2")
    label = Text("en")("page.walkthrough.in_article")
    (link,) = (link.proto for link in app.get("page_link") if link.proto.label == label)
    assert "line=conv2d_2" in link.query_string


@pytest.mark.parametrize("word", ["c4-k5-same_bn_avg3-s2_drop0.25_c2_d9-tanh_drop0.5", "softmax", "c2_gap"])
def test_other_networks_have_a_script_too(open_page: Open, word: str) -> None:
    app = open_page("article", lang="en", network=word)
    assert not app.error
    draft = read_network(word)
    assert isinstance(draft, Architecture)
    assert len(lines(app)) == len(article_lines(draft, ARTICLE_RECIPE))


def test_the_zip_holds_script_and_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / "small.npz").write_bytes(b"data")
    monkeypatch.setattr(downloads.mnist, "DEFAULT_PATH", tmp_path / "small.npz")
    recipe = Recipe(name="own", epochs=1, optimizer=SGD(learning_rate=0.1))
    packed = downloads.packed(network("c2_d3"), recipe, Text("ja"))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.read("mnist.npz") == b"data"
        assert "# データを用意する" in archive.read("cnn.py").decode()


def test_options_of_a_line_are_as_many_as_its_choices(open_page: Open) -> None:
    shown = lines(open_page("article", lang="en"))
    for line in article_lines(ARTICLE, ARTICLE_RECIPE):
        offered = {choice.name: len(choice.options) for choice in choices(line, ARTICLE, ARTICLE_RECIPE)}
        sent_options = {
            argument["key"]: len(argument["options"])
            for call in shown[line.id]["calls"]
            for argument in call["arguments"]
            if argument["options"]
        }
        assert sent_options == offered


def test_every_notion_is_two_clicks_from_the_overview(open_page: Open) -> None:
    """From the overview to the article's page, then to a line: by the links as they are."""
    overview = open_page("overview", lang="en")
    label = Text("en")("navigation.article")
    link = next(link.proto for link in overview.get("page_link") if link.proto.label == label)
    app = open_page(link.page, **dict(parse_qsl(link.query_string)))
    linked = {}
    for line in lines(app):
        app.query_params["line"] = line
        app.run()
        assert sent(app)["line"] == line
        linked |= {notion["id"]: line for notion in lines(app)[line]["notions"]}
    assert linked.keys() == OFFERED


@pytest.mark.parametrize("language", ORIGINALS)
def test_why_these_numbers_is_answered_from_the_results(open_page: Open, language: str) -> None:
    said = words(open_page("article", lang=language))
    for name in SETTINGS:
        for one in (reference_of(name), *beside(name)):
            assert percent(one.accuracy) in said


@pytest.mark.parametrize(
    ("name", "least", "expected"), [("kernel_size", 1, "less"), ("scaling", "without", "less"), ("filters", 4, "even")]
)
def test_a_reason_says_less_only_where_every_seed_does(name: str, least: TwinValue, expected: str) -> None:
    text = Text("en")
    one = next(one for one in beside(name) if one.value == least)
    values = {"value": value_words(text, name, least), "accuracy": percent(one.accuracy)}
    assert compared(text, name, one).startswith(text(f"results.{expected}", **values))

"""The glossary page, and terms that open in the texts of other pages."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from explainer.lessons import files
from explainer.lessons import glossary as terms_in_sentences
from explainer.lessons.glossary import glossary
from explainer.text import ORIGINALS, Text
from explainer.ui import terms
from explainer.ui.pages import PAGES
from explainer.ui.query import Session, parse
from explainer.ui.terms import meaning
from tests.ui.pages import Open

CHOSEN = 'class="glossary chosen-term"'


def html(app: AppTest) -> str:
    return "".join(element.proto.body for element in app.get("html")) + "".join(part.value for part in app.markdown)


@pytest.mark.parametrize("language", ORIGINALS)
def test_every_term_is_listed_under_a_letter(open_page: Open, language: str) -> None:
    shown = html(open_page("glossary", lang=language))
    assert all(f'id="glossary-{term}"' in shown for term in glossary(language))
    letters = re.findall(r"<h2>(.)</h2>", shown)
    assert letters == sorted(set(letters))
    assert set(letters) <= set(Text(language)("page.glossary.letters"))


def test_the_link_opens_a_term_and_looking_one_up_changes_the_link(open_page: Open) -> None:
    app = open_page("glossary", lang="en", term="kernel")
    chosen = app.selectbox(key="glossary_term_en_kernel")
    assert chosen.value == "kernel"
    assert html(app).count(CHOSEN) == 1
    chosen.set_value("stride").run()
    assert app.query_params["term"] == "stride"


@pytest.mark.parametrize(
    ("page", "link", "term"),
    [
        ("walkthrough", {"stage": "conv2d_1"}, "weight"),
        ("walkthrough", {"stage": "dense_1"}, "unit"),
        ("train", {}, "loss"),
        ("compare", {}, "accuracy"),
    ],
)
def test_a_term_opens_where_it_is_mentioned_first(
    open_page: Open, language: str, page: str, link: dict[str, str], term: str
) -> None:
    shown = html(open_page(page, lang=language, **link))
    openers = re.findall(r'popovertarget="([^"]+)"', shown)
    assert len(openers) == len(set(openers))
    assert sum(opener.endswith(f"-{term}") for opener in openers) == 1
    assert set(openers) == set(re.findall(r'popover id="([^"]+)"', shown))
    assert glossary(language)[term].meaning in shown
    for address in re.findall(r'class="within" href="([^"]+)"', shown):
        parts = urlsplit(address.replace("&amp;", "&"))
        assert parts.path in {*PAGES, "./"}
        assert parse(dict(parse_qsl(parts.query)), Session())[1] == ()


def test_no_line_begins_with_the_particle_behind_a_term(open_page: Open) -> None:
    shown = html(open_page("walkthrough", lang="ja", stage="conv2d_1"))
    assert ">重み</button>を</span>" in shown
    assert 'class="term-and-particle"' in shown


def test_a_convolutions_picture_is_sent_what_its_sentences_mention(open_page: Open, language: str) -> None:
    app = open_page("walkthrough", lang=language, stage="conv2d_2")
    payloads = [part.proto.bytes for part in app.get("bidi_component")]
    (payload,) = (payload for payload in payloads if b'"waterfall_hint":' in payload)
    meta = json.loads(payload[4 : 4 + int.from_bytes(payload[:4], "little")])["meta"]
    notes = meta["terms"]["notes"]
    for term in ("bias", "padding", "weight"):
        assert glossary(language)[term].meaning in unescape(notes[term])


def test_a_stage_that_the_network_lacks_is_shown_for_the_bundled_model(open_page: Open) -> None:
    from explainer.ui import places
    from explainer.ui.frame import Frame
    from explainer.ui.references import ModelReference

    frame = Frame("glossary", Session(language="en", model=ModelReference("bundled", 2)), "visitor")
    there = places.place(frame, "walkthrough", {"stage": "conv2d_1"})
    assert (there.parameters["model"], there.name) == ("bundled@2", "Follow one image: Conv 1")
    lacking = places.place(frame, "walkthrough", {"stage": "pooling2d_9"})
    assert lacking.parameters["model"] == "bundled"
    assert "bundled model" in lacking.name


@pytest.fixture
def without_lessons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing can be read of what is taught."""
    search = terms_in_sentences
    caches = (files.lessons, search._search, search.mentions, terms._report)
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.mark.usefixtures("without_lessons")
def test_without_a_glossary_sentences_are_read_anyway(open_page: Open, caplog: pytest.LogCaptureFixture) -> None:
    app = open_page("walkthrough", lang="en", stage="conv2d_1", tour="2", term="kernel")
    assert not app.error
    shown = html(app)
    assert "multiplied by its own weight" in shown
    assert "popovertarget" not in shown
    # Once, not for every sentence: the log is to keep what else went wrong.
    assert caplog.text.count("without their terms") == 1
    told = Text("en")("error.lessons_unreadable", file="assets/lessons/glossary.en.toml")
    assert told in [error.value for error in open_page("glossary", lang="en").error]


@pytest.mark.parametrize(("label", "term"), [("Kernel size", "kernel"), ("Strides", "stride"), ("Wish", None)])
def test_a_label_is_explained_by_its_term(label: str, term: str | None) -> None:
    assert meaning("en", label) == (term and glossary("en")[term].meaning)


def test_own_settings_are_explained(open_page: Open) -> None:
    app = open_page("train", lang="en", recipe="own")
    slider = next(each for each in app.select_slider if each.label == Text("en")("page.train.learning_rate"))
    assert slider.help == glossary("en")["learning_rate"].meaning

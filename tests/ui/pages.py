"""What the tests of whole pages share."""

import re
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from explainer.text import LANGUAGES, Text
from explainer.ui.pages import PAGES

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = {name: page.script for name, page in PAGES.items()}
VISITOR = "visitor-of-these-tests"
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
OTHER_LANGUAGE = re.compile(r'<span lang="[a-z]+">[^<]*</span>')
"""A term's name in another language, marked as such."""

Open = Callable[..., AppTest]


def words(app: AppTest) -> str:
    """All that is written on a page outside of components, but not the languages' own names or a term's other name."""
    kinds = (
        *(app.title, app.header, app.markdown, app.caption, app.code, app.metric, app.button, app.radio),
        *(app.info, app.warning, app.error, app.success, app.toggle),
    )
    labelled = [(getattr(part, "label", ""), getattr(part, "value", "")) for kind in kinds for part in kind]
    written = "\n".join(f"{label} {value}" for label, value in labelled if label not in LANGUAGES.values())
    return OTHER_LANGUAGE.sub("", written)


def html(app: AppTest) -> str:
    """All that a page writes as HTML of its own."""
    return "".join(element.proto.body for element in app.get("html"))


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def labels(app: AppTest) -> set[str]:
    return {button.label for button in app.button}


def source(app: AppTest) -> str:
    """The recipe as Keras is told it, unfolded on the Train page."""
    app.session_state["train_code"] = True
    return str(app.run().code[0].value)


def trainings_told(app: AppTest, language: str = "en", state: str = "running") -> list[str]:
    """What a page says of a training, in the sidebar and in a phone's bar."""
    labels = [link.proto.label for link in app.get("page_link")]
    return [label for label in labels if label.startswith(Text(language)(f"state.{state}"))]


def button(app: AppTest, identifier: str, language: str = "en") -> Button:
    """The button that bears a sentence of the catalogue."""
    return next(button for button in app.button if button.label == Text(language)(identifier))

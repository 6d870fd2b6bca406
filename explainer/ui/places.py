"""Links inside texts and components, where Streamlit's own page links cannot be used."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import parse_qsl, urlencode

from explainer.network import NetworkConfig
from explainer.text import Text
from explainer.ui import models
from explainer.ui.frame import Frame
from explainer.ui.pages import PAGES, queue_link
from explainer.ui.query import render
from explainer.ui.references import ModelReference
from explainer.ui.stage_words import stage_label


@dataclass(frozen=True)
class Place:
    """A page with query parameters, and a name for the link.

    Attributes:
        page: A key of `PAGES`.
    """

    page: str
    parameters: Mapping[str, str]
    name: str

    @property
    def script(self) -> str:
        """The page's script."""
        return PAGES[self.page].script

    @property
    def address(self) -> str:
        """The link's address, relative to any page."""
        return f"{'./' if self.page == 'overview' else self.page}?{urlencode(self.parameters)}"


def place(frame: Frame, page: str, link: Mapping[str, str] | None = None) -> Place:
    """The place of a page for the model and the image in use.

    If the model has no stage of the link's name, the place uses the bundled model, and its name says so.

    Args:
        page: A key of `PAGES`.
        link: Further query parameters; they override model and image.
    """
    text, link = frame.text, link or {}
    name = text(f"navigation.{page}")
    if "stage" not in link:
        return Place(page, render(frame.session) | dict(link), name)
    words = _stage_label(frame.model.config, link["stage"], text)
    if words is not None:
        return Place(page, render(frame.session) | dict(link), text("frame.place_at_stage", page=name, stage=words))
    bundled = ModelReference()
    words = _stage_label(models.find(bundled).config, link["stage"], text) or link["stage"]
    parameters = render(replace(frame.session, model=bundled)) | dict(link)
    return Place(page, parameters, text("frame.place_bundled", page=name, stage=words))


def evaluation_of(frame: Frame, model: str, words: str) -> str:
    """Links a text, such as a test accuracy, to the evaluation of a model. Returns HTML.

    Args:
        model: The model's link word.
        words: The text, without HTML.
    """
    return internal_link(place(frame, "evaluate", {"model": model}).address, words)


def internal_link(address: str, label: str) -> str:
    """A link to another place of the dashboard, as HTML.

    Args:
        address: See `Place.address`.
    """
    return f'<a class="within" href="{escape(address)}">{escape(label)}</a>'


def _stage_label(config: NetworkConfig, name: str, text: Text) -> str | None:
    found = config.stage(name)
    return None if found is None else stage_label(text, config, found)


def queue_followed_link(answer: Mapping[str, object]) -> None:
    """Queues the link that was followed in the browser.

    Args:
        answer: The browser's message: `page`, empty for the overview, and `query`, the query string. It is untrusted.
    """
    page, query = answer.get("page"), answer.get("query")
    name = "overview" if page == "" else page
    if isinstance(name, str) and name in PAGES and isinstance(query, str):
        queue_link(name, dict(parse_qsl(query.removeprefix("?"))))

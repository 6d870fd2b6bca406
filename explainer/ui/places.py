"""Links to places in the dashboard, as HTML: for text, in which Streamlit's own links cannot be used."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import parse_qsl, urlencode

from explainer.network import NetworkConfig
from explainer.text import Text
from explainer.ui import models
from explainer.ui.frame import Frame
from explainer.ui.pages import PAGES, leave_for
from explainer.ui.query import render
from explainer.ui.references import ModelReference
from explainer.ui.titles import stage_label


@dataclass(frozen=True)
class Place:
    """The target of a link: a page and its query parameters.

    Attributes:
        page: A key of `PAGES`.
        name: The link's text.
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
    """The place of a page, for the model and the image in use.

    If the model in use lacks the stage in `link`, the place shows the bundled model, and its name says so.

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
    """Words, such as a test accuracy, as a link to the Evaluate page: HTML.

    Args:
        model: The evaluated model, as a link writes it.
        words: The link's text, not yet escaped.
    """
    return within(place(frame, "evaluate", {"model": model}).address, words)


def within(address: str, label: str) -> str:
    """A link to another place of the dashboard, as HTML.

    Args:
        address: The address, as `Place.address` gives it.
        label: The link's text, not yet escaped.
    """
    return f'<a class="within" href="{escape(address)}">{escape(label)}</a>'


def _stage_label(config: NetworkConfig, name: str, text: Text) -> str | None:
    found = config.stage(name)
    return None if found is None else stage_label(text, config, found)


def remember_where_to(answer: Mapping[str, object]) -> None:
    """Schedules the page switch for a link that was followed in the browser. Ignores an answer without a known page.

    Args:
        answer: The browser's answer: the page's name (empty for the overview) and the query string.
    """
    page, query = answer.get("page"), answer.get("query")
    name = "overview" if page == "" else page
    if isinstance(name, str) and name in PAGES and isinstance(query, str):
        leave_for(name, dict(parse_qsl(query.removeprefix("?"))))

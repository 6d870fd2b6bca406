"""Notices at the top of a page, which stay until the visitor dismisses them or opens another page.

(A message shown only in the run in which it arises disappears with the next run, possibly within a moment.)
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import streamlit as st

from explainer.errors import ExplainerError
from explainer.network import NetworkConfig
from explainer.text import Text
from explainer.ui import session

logger = logging.getLogger(__name__)

Kind = Literal["success", "warning", "error"]

ICONS: Mapping[Kind, str] = MappingProxyType(
    {"success": ":material/check_circle:", "warning": ":material/info:", "error": ":material/error:"}
)
MOST = 8
"""The most notices that are kept, the newest ones."""
_NEWS = "news"


@dataclass(frozen=True)
class Sentence:
    """A sentence of the catalogue, not yet in a language.

    Attributes:
        words: The value of each placeholder.
    """

    identifier: str
    words: Mapping[str, object]


@dataclass(frozen=True)
class News:
    """A notice for a page."""

    page: str
    kind: Kind
    sentences: tuple[Sentence, ...]


def sentence(identifier: str, **words: object) -> Sentence:
    """A sentence of the catalogue.

    Args:
        **words: The value of each placeholder.
    """
    return Sentence(identifier, words)


def leave(page: str, kind: Kind, *sentences: Sentence) -> bool:
    """Adds a notice, which the page shows from its next call of `tell` on. A new success replaces an earlier one.

    Args:
        kind: `"success"` for a completed action, `"warning"` for a request that is not met, `"error"` for a failure.

    Returns:
        Whether the notice is new.
    """
    before = _kept()
    new = News(page, kind, sentences)
    others = [news for news in before if news != new and not news.kind == kind == "success"]
    session.remember(_NEWS, (*others, new)[-MOST:])
    return new not in before


def leave_error(page: str, error: ExplainerError, follow_up: str | None = None) -> bool:
    """Logs an error and adds a notice of it. Returns whether the notice is new.

    Args:
        follow_up: Id of a sentence that says what is shown instead; with it, the notice is a warning.
    """
    logger.warning("%s: %s", error.code, error)
    sentences = [Sentence(f"error.{error.code}", error.details)]
    if follow_up is not None:
        sentences.append(sentence(follow_up))
    return leave(page, "error" if follow_up is None else "warning", *sentences)


def tell(page: str, text: Text) -> None:
    """Shows the notices of a page and drops those of other pages."""
    kept = tuple(news for news in _kept() if news.page == page)
    session.remember(_NEWS, kept)
    for place, news in enumerate(kept):
        with st.container(key=f"news-{place}", horizontal=True, vertical_alignment="center", gap="xsmall"):
            show = {"success": st.success, "warning": st.warning, "error": st.error}[news.kind]
            show("  \n".join(_words(said, text) for said in news.sentences), icon=ICONS[news.kind])
            st.button(
                text("frame.put_away"),
                key=f"news_put_away_{place}",
                type="tertiary",
                icon=":material/close:",
                on_click=_put_away,
                args=(news,),
            )


def _put_away(news: News) -> None:
    session.remember(_NEWS, tuple(other for other in _kept() if other != news))


def _kept() -> tuple[News, ...]:
    kept: tuple[News, ...] = session.remembered(_NEWS, ())
    return kept


def _words(said: Sentence, text: Text) -> str:
    identifier = said.identifier if said.identifier in text else "error.unexpected"
    return text(identifier, **said.words)


def forget_unknown_stage(page: str, config: NetworkConfig) -> None:
    """If the model lacks the link's stage, adds a notice, resets the stage and reruns the page."""
    name = session.current().stage
    if name is not None and config.stage(name) is None:
        leave(page, "warning", sentence(f"page.{page}.unknown_stage", stage=name))
        session.forget("stage")
        st.rerun()


def forget_beyond(page: str, counts: Mapping[str, int]) -> None:
    """If numbers of the link are out of range, adds notices, resets these choices and reruns the page.

    Args:
        counts: The number of valid values, from 0, by field of `Session`.
    """
    choices = session.current()
    chosen = {name: getattr(choices, name) for name in counts}
    beyond = [name for name, count in counts.items() if chosen[name] is not None and chosen[name] >= count]
    for name in beyond:
        words = {"parameter": name, "value": chosen[name], "last": counts[name] - 1}
        leave(page, "warning", sentence("page.walkthrough.out_of_range", **words))
    if beyond:
        session.forget(*beyond)
        st.rerun()

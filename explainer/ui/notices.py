"""Messages at the top of a page, which stay until the visitor dismisses them or leaves the page.

(A message that is drawn only in one run disappears with the next run, which may follow at once.)
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
"""The largest number of messages; older ones are dropped. A link rarely causes more."""
_NOTICES = "news"


@dataclass(frozen=True)
class Sentence:
    """A sentence by its id, so that a later change of language translates it.

    Attributes:
        words: A value for each placeholder.
    """

    identifier: str
    words: Mapping[str, object]


@dataclass(frozen=True)
class Notice:
    """A message for one page."""

    page: str
    kind: Kind
    sentences: tuple[Sentence, ...]


def sentence(identifier: str, **words: object) -> Sentence:
    """A sentence of the catalogue.

    Args:
        **words: A value for each placeholder.
    """
    return Sentence(identifier, words)


def add(page: str, kind: Kind, *sentences: Sentence) -> bool:
    """Adds a message that the page shows from its next run on. A new success message replaces the previous one.

    Args:
        kind: `"success"` for a completed action, `"warning"` if the result differs from the request, `"error"` for a
            failure.

    Returns:
        Whether the message is new.
    """
    before = _kept()
    new = Notice(page, kind, sentences)
    others = [notice for notice in before if notice != new and not notice.kind == kind == "success"]
    session.remember(_NOTICES, (*others, new)[-MOST:])
    return new not in before


def add_error(page: str, error: ExplainerError, follow_up: str | None = None) -> bool:
    """Adds an error's message. Returns whether it is new.

    Args:
        follow_up: Id of a sentence that says what is shown instead; with it, the message is a warning.
    """
    logger.warning("%s: %s", error.code, error)
    sentences = [Sentence(f"error.{error.code}", error.details)]
    if follow_up is not None:
        sentences.append(sentence(follow_up))
    return add(page, "error" if follow_up is None else "warning", *sentences)


def show(page: str, text: Text) -> None:
    """Shows the messages of a page; deletes those of other pages."""
    kept = tuple(notice for notice in _kept() if notice.page == page)
    session.remember(_NOTICES, kept)
    for place, notice in enumerate(kept):
        with st.container(key=f"news-{place}", horizontal=True, vertical_alignment="center", gap="xsmall"):
            draw = {"success": st.success, "warning": st.warning, "error": st.error}[notice.kind]
            draw("  \n".join(_words(said, text) for said in notice.sentences), icon=ICONS[notice.kind])
            st.button(
                text("frame.put_away"),
                key=f"news_put_away_{place}",
                type="tertiary",
                icon=":material/close:",
                on_click=_dismiss,
                args=(notice,),
            )


def _dismiss(notice: Notice) -> None:
    session.remember(_NOTICES, tuple(other for other in _kept() if other != notice))


def _kept() -> tuple[Notice, ...]:
    kept: tuple[Notice, ...] = session.remembered(_NOTICES, ())
    return kept


def _words(said: Sentence, text: Text) -> str:
    identifier = said.identifier if said.identifier in text else "error.unexpected"
    return text(identifier, **said.words)


def forget_unknown_stage(page: str, config: NetworkConfig) -> None:
    """If the model does not have the link's stage: adds a message, resets the choice and reruns the page."""
    name = session.current().stage
    if name is not None and config.stage(name) is None:
        add(page, "warning", sentence(f"page.{page}.unknown_stage", stage=name))
        session.forget("stage")
        st.rerun()


def forget_beyond(page: str, counts: Mapping[str, int]) -> None:
    """If indices in the link are out of range: adds messages, resets the choices and reruns the page.

    Args:
        counts: The number of valid values by field of `Session`; they count from 0.
    """
    choices = session.current()
    chosen = {name: getattr(choices, name) for name in counts}
    beyond = [name for name, count in counts.items() if chosen[name] is not None and chosen[name] >= count]
    for name in beyond:
        words = {"parameter": name, "value": chosen[name], "last": counts[name] - 1}
        add(page, "warning", sentence("page.walkthrough.out_of_range", **words))
    if beyond:
        session.forget(*beyond)
        st.rerun()

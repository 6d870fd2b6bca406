"""Mounting of the project's own components: a folder of plain JavaScript modules and a style sheet each, no build step.

Streamlit sends a component's source with every message about it. So one hidden component, the library, carries the
source of all of them; its message never changes and is sent once a visitor. The others are a few lines that call it.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from explainer.text import Text
from explainer.ui import session
from explainer.ui.components import modules
from explainer.ui.components.payload import pack

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parents[3] / "assets" / "components"
NAMESPACE = "inside_a_cnn"
LIBRARY = "library"
HTML = '<div class="mount-point"></div>'
TRIGGER = "choice"
FAILURE = "failure"
"""What a component tells once if its view throws; the visitor reads a sentence."""

LONGEST_FAILURE = 1_000
STUB = """\
export default function mount(component) {{
  const libraries = (globalThis.{namespace} ??= new EventTarget());
  const state = {{ ended: false, cleanup: undefined }};
  const run = () => {{
    if (!state.ended) state.cleanup = libraries["{version}"].run("{name}", component);
  }};
  if (libraries["{version}"]) run();
  else libraries.addEventListener("{version}", run, {{ once: true }});
  return () => {{
    state.ended = true;
    state.cleanup?.();
  }};
}}
"""
"""Calls the library, as soon as it is there, in the version that the server has."""


def names() -> list[str]:
    """All components: every folder with an `index.js`, in alphabetical order."""
    return sorted(file.parent.name for file in FOLDER.glob("*/index.js"))


def module_names() -> list[str]:
    """The modules of all components and what they share, e.g. `"common/dom.js"`, in alphabetical order."""
    return sorted(file.relative_to(FOLDER).as_posix() for file in FOLDER.glob("*/*.js"))


def style(name: str) -> str:
    """The style sheet of a component, or of `"common"`, what all share: all of its folder."""
    return "\n".join(file.read_text(encoding="utf-8") for file in sorted((FOLDER / name).glob("*.css")))


@cache
def library() -> tuple[str, str]:
    """The source of all components as one module, and its version."""
    script, lines = modules.join(FOLDER, module_names())
    views = ", ".join(f"{json.dumps(name)}: {modules.variable(f'{name}/index.js')}.default" for name in names())
    styles = json.dumps({name: style(name) for name in ("common", *names())})
    body = f"{script}const VIEWS = {{ {views} }};\nconst STYLES = {styles};\nconst LINES = {json.dumps(lines)};\n"
    version = hashlib.sha256(body.encode()).hexdigest()[:16]
    publish = f"{modules.variable('common/library.js')}.publishLibrary"
    return f'{body}export default {publish}("{NAMESPACE}", "{version}", VIEWS, STYLES, LINES);\n', version


@cache
def renderer(name: str) -> ComponentRenderer:
    """Registers a component, once a process. Returns Streamlit's function that mounts it.

    Args:
        name: The component's folder, or `"library"`.
    """
    module, version = library()
    stub = STUB.format(namespace=NAMESPACE, version=version, name=name)
    return st.components.v2.component(
        f"{NAMESPACE}.{name}", html=HTML, js=module if name == LIBRARY else stub, isolate_styles=True
    )


def mount_library() -> None:
    """Sends the source of all components; once on every page, before any of them."""
    with st.container(key="component-library"):
        renderer(LIBRARY)(key="component_library")


def mount(
    name: str,
    meta: Mapping[str, object],
    arrays: Mapping[str, object],
    *,
    key: str,
    on_choice: Callable[[Mapping[str, object]], None] | None = None,
) -> None:
    """Shows a component.

    Args:
        name: The component's folder.
        meta: The payload's header, a `TypedDict`. `meta["identity"]` names what is shown: with the same key and
            identity new data update the living picture (position and animation go on); another starts afresh.
        arrays: The payload's arrays, as `pack` takes them.
        on_choice: Called with the visitor's choice before the rerun that it causes, unchecked but for being a mapping.
    """

    def changed() -> None:
        if on_choice is not None:
            session.keep_newest_link()
            on_choice(_mapping(_mapping(session.remembered(key, None)).get(TRIGGER)))

    def failed() -> None:
        words = str(_mapping(session.remembered(key, None)).get(FAILURE))
        logger.error("%s: %s", name, " ".join(words.split())[:LONGEST_FAILURE])

    apology = Text(session.language())("error.picture")
    data = pack({**meta, "apology": apology}, arrays)
    renderer(name)(key=key, data=data, on_choice_change=changed, on_failure_change=failed)


def _mapping(answer: object) -> Mapping[str, object]:
    """The answer if it is a mapping, otherwise nothing: browsers may send anything."""
    return answer if isinstance(answer, Mapping) else {}


def index_in(answer: Mapping[str, object], name: str, count: int) -> int | None:
    """Reads a whole number from 0 to `count` - 1 out of an answer.

    Returns:
        The number, or `None` if the entry is missing or is anything else.
    """
    value = answer.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < count:
        return None
    return value

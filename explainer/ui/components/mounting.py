"""Mounting of the project's components. Each is a folder of plain JavaScript modules and style sheets, without a build.

Streamlit sends a component's source with every message about it. Therefore one hidden component, the library, contains
the source of all others; its message never changes and is sent once per visitor. The others are stubs that call it.
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
"""The state that a component sets once if its view throws. The visitor sees an error message."""

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
"""The source of a stub: calls the server's version of the library as soon as it is loaded."""


def names() -> list[str]:
    """The names of all components, which are the folders with an `index.js`, in alphabetical order."""
    return sorted(file.parent.name for file in FOLDER.glob("*/index.js"))


def module_names() -> list[str]:
    """The JavaScript modules of all components and of `common`, e.g. `"common/dom.js"`, in alphabetical order."""
    return sorted(file.relative_to(FOLDER).as_posix() for file in FOLDER.glob("*/*.js"))


def style(name: str) -> str:
    """The style sheets of a component, or of `"common"`, joined."""
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
    """Registers a component, once per process. Returns Streamlit's function that mounts it.

    Args:
        name: The component's folder, or `"library"`.
    """
    module, version = library()
    stub = STUB.format(namespace=NAMESPACE, version=version, name=name)
    return st.components.v2.component(
        f"{NAMESPACE}.{name}", html=HTML, js=module if name == LIBRARY else stub, isolate_styles=True
    )


def mount_library() -> None:
    """Sends the source of all components. Called once per page, before any `mount`."""
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
        meta: The payload's header, a `TypedDict`. If key and `meta["identity"]` stay the same, new data update the
            existing view, which keeps its position and animation; a new identity starts a new view.
        arrays: The payload's arrays, as `pack` takes them.
        on_choice: Called with the visitor's choice before the rerun that it causes. The choice is a mapping, but its
            content is not validated.
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
    """The answer if it is a mapping, otherwise an empty one: browsers may send anything."""
    return answer if isinstance(answer, Mapping) else {}


def index_in(answer: Mapping[str, object], name: str, count: int) -> int | None:
    """Reads an integer from 0 to `count` - 1 from an answer.

    Returns:
        The number; `None` if the entry is missing or invalid.
    """
    value = answer.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < count:
        return None
    return value

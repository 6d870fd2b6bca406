"""Mounts the project's own components. Each is a folder of JavaScript modules and style sheets, without a build step.

Streamlit sends a component's source with every message for it. Therefore one hidden component, the library, contains
the source of all components. Its message never changes, so it is sent once per visitor. Each other component is a few
lines that call the library.
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
"""The trigger that a component sends once if its view throws an error."""

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
"""Calls the library of the server's version, as soon as it is loaded."""


def names() -> list[str]:
    """The names of all components, in alphabetical order: every folder with an `index.js`."""
    return sorted(file.parent.name for file in FOLDER.glob("*/index.js"))


def module_names() -> list[str]:
    """The modules of all components and what they share, e.g. `"common/dom.js"`, in alphabetical order."""
    return sorted(file.relative_to(FOLDER).as_posix() for file in FOLDER.glob("*/*.js"))


def style(name: str) -> str:
    """All style sheets in the folder of a component, or of `"common"`, in one text."""
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
    """Sends the source of all components; each page calls this once, before it mounts any."""
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
    """Draws a component.

    Args:
        name: The component's folder.
        meta: The payload's header, a `TypedDict`. With the same key and the same `meta["identity"]`, new data update
            the existing view, whose position and animation continue; a different identity creates a new view.
        arrays: The payload's arrays; see `pack`.
        on_choice: Called with the visitor's choice before the rerun. It is a mapping; its content is untrusted.
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
    """The answer, or an empty mapping if the browser sent anything else."""
    return answer if isinstance(answer, Mapping) else {}


def index_in(answer: Mapping[str, object], name: str, count: int) -> int | None:
    """Reads an integer from 0 to `count` - 1 from an answer.

    Returns:
        The number, or `None` if the entry is missing or invalid.
    """
    value = answer.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < count:
        return None
    return value

"""The network as Keras code to take home, and the way to the Train page."""

from __future__ import annotations

import streamlit as st

from explainer.network import Architecture, NetworkConfig
from explainer.text import Text
from explainer.training.models.downloads import notebook
from explainer.training.recipes.recipe import Recipe
from explainer.training.recipes.script import training_source
from explainer.training.store.records import Request
from explainer.ui import caches, session
from explainer.ui.build.picture import failing_title
from explainer.ui.drafting import draft_name, draft_of
from explainer.ui.frame import Frame
from explainer.ui.pages import PAGES, go_to
from explainer.ui.run_names import in_markdown, recipe_name
from explainer.ui.runs_page.download import steps_words
from explainer.ui.train.start import chosen_recipe

SEED = 0
"""Of the code, where none was chosen: it has to say one to give the same result twice."""


def start(frame: Frame) -> None:
    """Leads to the Train page with this network, or says why it cannot be trained."""
    draft, text = draft_of(frame), frame.text
    with st.container(key="build-start", horizontal=True, gap="small", vertical_alignment="center"):
        if draft.too_large is not None:
            st.markdown(text("page.build.mend_first", layer=failing_title(draft, text)), width="content")
        elif draft.excess is not None:
            st.markdown(text("page.build.shrink_first"), width="content")
        pressed = st.button(
            text("page.build.train"),
            key="build_train",
            type="primary",
            icon=PAGES["train"].icon,
            disabled=draft.config is None,
        )
    if pressed:
        go_to("train", session.change(network=draft, run=None))


def keras_code(frame: Frame) -> None:
    """Offers the script that builds and trains the network; it is drawn only while it is unfolded."""
    draft, text = draft_of(frame), frame.text
    with st.expander(text("page.build.code"), icon=":material/code:", key="build_code", on_change="rerun") as unfolded:
        if not unfolded.open:
            return
        if draft.config is None:
            st.caption(text("page.build.code_later"))
        else:
            _code(draft, draft.config, frame)


def _code(draft: Architecture, config: NetworkConfig, frame: Frame) -> None:
    text = frame.text
    recipe = chosen_recipe(frame.session)
    seed = SEED if frame.session.seed is None else frame.session.seed
    request = Request(config=config, recipe=recipe, seed=seed)
    script = training_source(config, recipe, seed)
    st.caption(text("page.build.code_hint", recipe=in_markdown(recipe_name(text, recipe))))
    if recipe.own_digits is not None:
        is_kept = caches.own_sets().get(frame.visitor).digest == recipe.own_digits.digest
        st.caption(text("page.build.code_own" if is_kept else "page.build.code_own_earlier"))
    with st.container(key="build-downloads", horizontal=True, gap="small"):
        _download(text, "script", "cnn.py", "text/x-python", script)
        words = _notebook_words(text, draft_name(draft, text), config, recipe)
        # Made when it is asked for, not at every change of a widget.
        _download(text, "notebook", "cnn.ipynb", "application/x-ipynb+json", lambda: notebook(request, words))
    st.code(script, language="python", wrap_lines=True)


def _download(text: Text, kind: str, file_name: str, mime: str, data: object) -> None:
    st.download_button(
        text(f"page.build.download_{kind}"),
        data=data,  # type: ignore[arg-type]
        file_name=file_name,
        mime=mime,
        key=f"build_{kind}",
        icon=":material/download:",
        on_click="ignore",
    )


def _notebook_words(text: Text, name: str, config: NetworkConfig, recipe: Recipe) -> dict[str, str]:
    introduction = text("page.build.notebook_introduction", name=in_markdown(name), parameters=config.parameters)
    return {"introduction": introduction, **steps_words(text, recipe), "result": text("page.build.notebook_result")}

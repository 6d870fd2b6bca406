"""Downloads of a run."""

import json
from collections.abc import Mapping

import streamlit as st

from explainer.text import Text
from explainer.training.models.downloads import downloads
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.listed_runs import ListedRun
from explainer.ui.frame import Frame
from explainer.ui.numbers import percent
from explainer.ui.run_names import in_markdown
from explainer.ui.runs import listed_name


def take_home(frame: Frame, listed: ListedRun, *, is_own: bool) -> None:
    """Draws a download button for each available file; a file is read when its button is pressed."""
    text = frame.text
    st.caption(text("page.runs.take_home"))
    _say_failure(text)
    with st.container(key="run-downloads", horizontal=True, gap="small"):
        for file in downloads(listed.run, listed.request, lambda: notebook_words(text, listed), is_own=is_own):
            st.download_button(
                text(f"page.runs.download_{file.kind}"),
                data=file.read,
                file_name=file.file_name,
                mime=file.mime,
                key=f"download_{file.kind}",
                help=text(f"page.runs.download_{file.kind}_help"),
                icon=":material/download:",
                on_click="ignore",
            )


def _say_failure(text: Text) -> None:
    """Replaces Streamlit's English message on a failed download, which the browser shows, by way of a style."""
    words = json.dumps(text("page.runs.download_failed"), ensure_ascii=False)
    st.html(f"<style>:root {{ --download-failed: {words}; }}</style>")


def notebook_words(text: Text, listed: ListedRun) -> Mapping[str, str]:
    """The sentences of the notebook that repeats a run."""
    request = listed.request
    name = listed_name(text, listed)
    result = listed.run.result() if listed.state == "finished" else None
    versions = result.versions if result else None
    introduction = text("page.runs.notebook_introduction", name=in_markdown(name), seed=request.seed)
    if versions is not None:
        made_with = text("page.runs.notebook_versions", **versions.model_dump())
        introduction = f"{introduction}\n\n{made_with}"
    return {"introduction": introduction, **steps_words(text, request.recipe), "result": _expected(text, listed)}


def steps_words(text: Text, recipe: Recipe) -> Mapping[str, str]:
    """The sentences above the data, the network and the training in a notebook."""
    words = {part: text(f"page.runs.notebook_{part}") for part in ("data", "network", "training")}
    if recipe.own_digits is not None:
        words["data"] += "\n\n" + text("page.runs.notebook_own_digits", count=recipe.own_digits.images)
    return words


def _expected(text: Text, listed: ListedRun) -> str:
    """A sentence on the accuracy to expect from the notebook."""
    if listed.test_accuracy is None:
        return text("page.runs.notebook_unmeasured")
    if listed.run.attempt:
        kind = "continued"
    else:
        kind = "cut_short" if listed.epoch < listed.request.recipe.epochs else "result"
    return text(
        f"page.runs.notebook_{kind}",
        accuracy=percent(listed.test_accuracy, 2),
        epoch=listed.epoch,
        epochs=listed.request.recipe.epochs,
    )

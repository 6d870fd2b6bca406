"""Downloads of the article's script: the script alone, and an archive with the data set."""

import io
import zipfile

import streamlit as st

from explainer import mnist
from explainer.lessons.script import SECTIONS, article_script, bundled_script
from explainer.network import Architecture
from explainer.own_digits import OwnDigits
from explainer.text import Text
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.paths import OWN_DIGITS
from explainer.ui import caches
from explainer.ui.article.script import recipe_of
from explainer.ui.draft_network import draft_of
from explainer.ui.frame import Frame
from explainer.ui.parts import page_fragment


@page_fragment
def downloads(frame: Frame) -> None:
    """Draws the download buttons: the script as in the article, and an archive that runs without internet access."""
    text = frame.text
    with st.container(key="article-downloads", horizontal=True, gap="small"):
        st.download_button(
            text("page.article.download_bundled"),
            data=lambda: packed(draft_of(frame), recipe_of(frame), text, _own_digits(frame)),
            file_name="cnn-article.zip",
            mime="application/zip",
            key="article_bundled",
            icon=":material/folder_zip:",
            on_click="ignore",
        )
        st.download_button(
            text("page.article.download_script"),
            data=lambda: article_script(draft_of(frame), recipe_of(frame), headings(text)),
            file_name="cnn.py",
            mime="text/x-python",
            key="article_script",
            icon=":material/download:",
            on_click="ignore",
        )
    st.caption(text("page.article.download_note"))
    if recipe_of(frame).own_digits is not None:
        st.caption(text("page.article.download_own"))


def headings(text: Text) -> dict[str, str]:
    """The comment above each section of the script; sections without a heading in the catalogue are missing."""
    names = {section: f"component.article.heading_{section}" for section in SECTIONS}
    return {section: text(name) for section, name in names.items() if name in text}


def packed(network: Architecture, recipe: Recipe, text: Text, digits: OwnDigits | None = None) -> bytes:
    """Packs the script and the data set into a ZIP archive.

    Args:
        digits: The visitor's own digits that the recipe adds; `None` if it adds none or the visitor does not have them.
    """
    file = io.BytesIO()
    # mnist.npz is compressed already.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("cnn.py", bundled_script(network, recipe, headings(text)))
        archive.write(mnist.DEFAULT_PATH, "mnist.npz")
        if digits is not None:
            archive.writestr(OWN_DIGITS, digits.npz())
    return file.getvalue()


def _own_digits(frame: Frame) -> OwnDigits | None:
    return caches.own_sets().find(frame.visitor, recipe_of(frame).own_digits)

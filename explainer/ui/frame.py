"""The context that a page receives: the visitor's choices and language, the model and the image in use."""

import contextlib
import functools
from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.errors import ExplainerError
from explainer.text import Text
from explainer.tracing import Trace
from explainer.ui import images, models, notices, session
from explainer.ui.drawings import DRAWN
from explainer.ui.images import ImageInUse
from explainer.ui.models import ModelInUse
from explainer.ui.query import SHARED, Session
from explainer.ui.references import START_IMAGE, ModelReference

Value = TypeVar("Value")


class once(functools.cached_property[Value]):  # noqa: N801 (a decorator)
    """`cached_property` without a lock, as from Python 3.12 on.

    Before, one lock per property made every visitor wait while one visitor's value was computed.
    """

    def __init__(self, func: Callable[[Any], Value]) -> None:
        super().__init__(func)
        self.lock = contextlib.nullcontext()


class Frame:
    """The context of one run of a page. Model, image and trace are loaded when they are first used.

    Attributes:
        shown_errors: Codes of the errors that the page has already shown.
        thumbnail: The sidebar's container for the image in use, once the sidebar is drawn.
        bar: The container for the progress of a training run, shown on phones, once the sidebar is drawn.
    """

    def __init__(self, page: str, choices: Session, visitor: str) -> None:
        self.page = page
        self.session = choices
        self.visitor = visitor
        self.text = Text(choices.language)
        self.shown_errors: set[str] = set()
        self.has_sidebar = False
        self.thumbnail: DeltaGenerator | None = None
        self.bar: DeltaGenerator | None = None

    @once
    def model(self) -> ModelInUse:
        """The model in use. If the chosen one cannot be loaded, the bundled model, and a message says so.

        Raises:
            ExplainerError: If the bundled model cannot be loaded either.
        """
        try:
            return models.find(self.session.model)
        except ExplainerError as error:
            if self.session.model == ModelReference():
                raise
            notices.add_error(self.page, error, follow_up="frame.bundled_instead")
            self.session = session.forget("model")
            return models.find(ModelReference())

    @once
    def image(self) -> ImageInUse:
        """The image in use. If a drawing is no longer kept, the initial test image, and a message says so.

        Raises:
            ExplainerError: If the data set cannot be read.
        """
        try:
            return images.find(self.session.image, self.visitor, session.remembered(DRAWN, None))
        except ExplainerError as error:
            if self.session.image.source != "drawing":
                raise
            notices.add_error(self.page, error, follow_up="frame.test_image_instead")
            self.session = session.forget("image")
            return images.find(START_IMAGE, self.visitor)

    def load(self) -> None:
        """Loads model and image before the page is drawn, so that messages about them are at its top.

        Raises:
            ExplainerError: If one of them cannot be loaded.
        """
        missing = self.model.missing_epoch
        if missing is not None:
            words = {"missing": missing, "shown": self.model.epoch}
            st.warning(self.text("frame.last_epoch_missing", **words), icon=":material/info:")
        self.image  # noqa: B018 (loads and caches the image)

    @once
    def trace(self) -> Trace:
        """Every stage's numbers for the image."""
        return self.model.trace(self.image.pixels)

    def update_choices(self) -> None:
        """Updates the choices in a rerun of one part; reruns the whole page if a choice of all pages has changed."""
        chosen = session.current()
        if any(getattr(chosen, name) != getattr(self.session, name) for name in SHARED):
            st.rerun()
        self.session = chosen

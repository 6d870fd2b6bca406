"""What a page works with: the visitor's choices and language, the model and the image in use."""

import contextlib
import functools
from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explainer.errors import ExplainerError
from explainer.text import Text
from explainer.tracing import Trace
from explainer.ui import images, models, news, session
from explainer.ui.drawings import DRAWN
from explainer.ui.images import ImageInUse
from explainer.ui.models import ModelInUse
from explainer.ui.query import SHARED, Session
from explainer.ui.references import START_IMAGE, ModelReference

Value = TypeVar("Value")


class once(functools.cached_property[Value]):  # noqa: N801 (a decorator)
    """`cached_property` as from Python 3.12 on: before, while one visitor's is computed, all others' have to wait."""

    def __init__(self, func: Callable[[Any], Value]) -> None:
        super().__init__(func)
        self.lock = contextlib.nullcontext()


class Frame:
    """What a page works with. Model, image and trace are loaded when they are asked for.

    Attributes:
        said: Codes of the errors that the page has spoken of already.
        thumbnail: The sidebar's place for the image in use, once it is drawn.
        bar: A phone's place for the training that has not ended, once it is drawn.
    """

    def __init__(self, page: str, choices: Session, visitor: str) -> None:
        self.page = page
        self.session = choices
        self.visitor = visitor
        self.text = Text(choices.language)
        self.said: set[str] = set()
        self.has_sidebar = False
        self.thumbnail: DeltaGenerator | None = None
        self.bar: DeltaGenerator | None = None

    @once
    def model(self) -> ModelInUse:
        """The model in use; the bundled one, with a word about it, if the chosen one cannot be had.

        Raises:
            ExplainerError: If the bundled model cannot be had either.
        """
        try:
            return models.find(self.session.model)
        except ExplainerError as error:
            if self.session.model == ModelReference():
                raise
            news.leave_error(self.page, error, follow_up="frame.bundled_instead")
            self.session = session.forget("model")
            return models.find(ModelReference())

    @once
    def image(self) -> ImageInUse:
        """The image in use; the one to start with, with a word about it, if a drawing is no longer kept.

        Raises:
            ExplainerError: If the data set cannot be read.
        """
        try:
            return images.find(self.session.image, self.visitor, session.remembered(DRAWN, None))
        except ExplainerError as error:
            if self.session.image.source != "drawing":
                raise
            news.leave_error(self.page, error, follow_up="frame.test_image_instead")
            self.session = session.forget("image")
            return images.find(START_IMAGE, self.visitor)

    def load(self) -> None:
        """Loads model and image, so that what is to be said about them stands on top of the page.

        Raises:
            ExplainerError: If one of them cannot be had.
        """
        missing = self.model.missing_epoch
        if missing is not None:
            words = {"missing": missing, "shown": self.model.epoch}
            st.warning(self.text("frame.last_epoch_missing", **words), icon=":material/info:")
        self.image  # noqa: B018 (a property that remembers)

    @once
    def trace(self) -> Trace:
        """The image's way through the model."""
        return self.model.trace(self.image.pixels)

    def catch_up(self) -> None:
        """Takes over what was chosen since the page was drawn; what concerns more than a part of it draws it anew."""
        chosen = session.current()
        if any(getattr(chosen, name) != getattr(self.session, name) for name in SHARED):
            st.rerun()
        self.session = chosen

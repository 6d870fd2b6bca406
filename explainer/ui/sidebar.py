"""The sidebar: name, language, the model and the image in use, and the menu of pages.

A popover's content is drawn only while it is open, because each element costs the browser time at every change. Keys of
its widgets contain the current value and the language, so that a changed value makes a new widget.
"""

import base64
import io
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st
from PIL import Image
from streamlit.delta_generator import DeltaGenerator

from explainer.mnist import CLASSES, TEST_IMAGES, unscale
from explainer.text import LANGUAGES, Text
from explainer.tracing import Array
from explainer.training.store.listed_runs import ListedRun
from explainer.ui import caches, class_now, images, presenting, session
from explainer.ui.frame import Frame
from explainer.ui.images import ImageInUse
from explainer.ui.models import ModelInUse
from explainer.ui.numbers import percent
from explainer.ui.pages import PAGES, page_link
from explainer.ui.parts import explained, page_fragment
from explainer.ui.references import ImageReference, ModelReference
from explainer.ui.run_names import in_markdown
from explainer.ui.runs import listed_names, name_of, own_runs
from explainer.ui.training_now import follow
from explainer.ui.widgets import index_of, step_slider

SIDE_BY_SIDE = 3
"""The number of languages that fit side by side in the sidebar; more become a list."""
SIDE_BY_SIDE_ON_PHONES = 2
"""The same for the bar on phones, which offers the other languages only."""

THUMBNAIL_WIDTH = 48
ANY_CLASS = -1


def draw(frame: Frame) -> None:
    """Draws the sidebar and the bar on phones, unless drawn. A page calls this only to draw into the sidebar itself."""
    if not frame.has_sidebar:
        frame.has_sidebar = True
        for part in (_bar, _sidebar):
            with explained(frame.text, frame.shown_errors):
                part(frame)


def _sidebar(frame: Frame) -> None:
    runs = own_runs(frame.visitor)
    with st.sidebar:
        st.html(f'<div class="brand">{frame.text("frame.name")}</div>')
        _language(frame)
        _in_use(frame)
        _pages(frame)
        _training(frame, runs)
        class_now.panel(frame)
        _weights(frame)
        # In present mode, the sidebar is hidden, and its bar has these tools.
        if frame.session.present is None:
            presenting.tools(frame)


def _training(frame: Frame, runs: Sequence[ListedRun]) -> None:
    """Shows the progress of the visitor's active run, except on the Train page, which shows it anyway."""
    if frame.page != "train":
        follow(frame, next((run.run_id for run in runs if run.is_active), None))


def draw_thumbnail(place: DeltaGenerator, pixels: Array, text: Text) -> None:
    """Draws the image in use into a container of the sidebar.

    Args:
        pixels: `(28, 28)`, 0 to 1.
    """
    # Enlarged by 6, so that the browser does not smooth the pixels.
    picture = unscale(pixels).repeat(6, axis=0).repeat(6, axis=1)
    file = io.BytesIO()
    Image.fromarray(picture).save(file, format="PNG")
    # As a data URL: Streamlit would delete a media file before the browser loads it, if strokes follow quickly.
    address = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    place.image(address, width=THUMBNAIL_WIDTH, alt=text("frame.image"))


def _bar(frame: Frame) -> None:
    """The bar that replaces the sidebar: on phones with name and language, in present mode with its tools."""
    if frame.session.present is not None:
        presenting.bar(frame)
        return
    with st.container(key="phone-bar", horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="brand">{frame.text("frame.name")}</div>', width="stretch")
        frame.bar = st.container(key="training-now-bar", width="content")
        current = frame.session.language
        fit = len(LANGUAGES) <= SIDE_BY_SIDE_ON_PHONES
        others = st if fit else st.popover(LANGUAGES[current], icon=":material/language:")
        for language, name in LANGUAGES.items():
            if language != current:
                key = f"bar_{frame.page}_{language}"
                others.button(name, key=key, type="tertiary", on_click=_speak, args=(language,))


def _speak(language: str) -> None:
    session.change(language=language)


def _language(frame: Frame) -> None:
    # The key contains the page: after `switch_page`, Streamlit draws a widget of the same key without a choice.
    key = session.bind(f"language_switch_{frame.page}", frame.session.language)

    def choose() -> None:
        _speak(session.value(key))

    label, codes = " / ".join(LANGUAGES.values()), list(LANGUAGES)
    shown: dict[str, Any] = {"key": key, "format_func": LANGUAGES.__getitem__, "on_change": choose}
    shown["label_visibility"] = "collapsed"
    current = frame.session.language
    if len(codes) <= SIDE_BY_SIDE:
        st.segmented_control(label, codes, default=current, required=True, width="stretch", **shown)
    else:
        st.selectbox(label, codes, index=index_of(codes, current), filter_mode=None, **shown)
    if frame.text.untranslated:
        # The page's component marks the English sentences themselves.
        count, total = frame.text.untranslated, frame.text.total
        st.caption(frame.text("frame.untranslated", count=count, total=total))


def _pages(frame: Frame) -> None:
    with st.container(key="pages", gap=None):
        for name, page in PAGES.items():
            if page.opens:
                st.html(f'<h2 class="page-group">{frame.text(f"navigation.group_{page.opens}")}</h2>')
            page_link(frame, name, width="stretch")


def _in_use(frame: Frame) -> None:
    """The model and the image in use, above the menu, so that they are visible in a low window, too."""
    text, image = frame.text, frame.image
    with st.container(key="in-use", gap="xsmall"):
        picture, facts = st.columns([THUMBNAIL_WIDTH, 156], vertical_alignment="center", gap="small")
        frame.thumbnail = picture.empty()
        draw_thumbnail(frame.thumbnail, image.pixels, text)
        facts.markdown(f"**{_model_name(text, frame.model)}**  \n{_image_facts(text, image)}")
        with st.container(key="in-use-changes", horizontal=True, gap="xsmall"):
            _change_image(frame)
            _change_model(frame)


@page_fragment
def _change_image(frame: Frame) -> None:
    label, icon = frame.text("frame.change_image"), ":material/image_search:"
    with st.popover(label, icon=icon, key="change_image", on_change="rerun") as popover:
        if popover.open:
            _choose_image(frame)


@page_fragment
def _change_model(frame: Frame) -> None:
    label, icon = frame.text("frame.change_model"), ":material/deployed_code:"
    with st.popover(label, icon=icon, key="change_model", on_change="rerun") as popover:
        if popover.open:
            learned = [run for run in own_runs(frame.visitor) if run.epoch]
            _choose_model(frame, listed_names(frame.text, learned))


def _weights(frame: Frame) -> None:
    """The model's epoch slider and its test accuracy."""
    text, model = frame.text, frame.model
    with st.container(key="model-in-use", gap="xsmall"):
        if len(model.epochs) > 1:
            _choose_epoch(frame)
        if model.test_accuracy is not None:
            label = text("frame.test_accuracy", accuracy=percent(model.test_accuracy))
            page_link(frame, "evaluate", label, width="stretch")


def _choose_epoch(frame: Frame) -> None:
    """A slider over the available epochs; stage, filter and cell do not change."""
    text, model = frame.text, frame.model
    # Models differ in their epochs, and on another page Streamlit would start the same key at the first option.
    key = f"epoch_choice_{frame.page}_{model.reference.run}_{len(model.epochs)}"

    def choose(epoch: int) -> None:
        session.change(model=model.reference_at(epoch))

    step_slider(text("frame.choose_epoch"), model.epochs, model.epoch, choose, key=key)


def _choose_model(frame: Frame, names: Mapping[str, str]) -> None:
    text = frame.text
    bundled = ModelReference().run
    chosen = frame.model.reference.run
    current = chosen if chosen in names else bundled
    key = f"model_choice_{text.language}_{current}"

    def name(run: str) -> str:
        return text("frame.bundled") if run == bundled else in_markdown(names.get(run, ""))

    def choose() -> None:
        session.change(model=ModelReference(session.value(key)))

    st.radio(
        text("frame.change_model"),
        [bundled, *names],
        index=[bundled, *names].index(current),
        key=key,
        format_func=name,
        label_visibility="collapsed",
        on_change=choose,
    )
    if not names:
        st.caption(text("frame.no_other_model"))


def _model_name(text: Text, model: ModelInUse) -> str:
    if model.is_bundled:
        return text("frame.bundled")
    return in_markdown(name_of(text, model.reference.run))


def _image_facts(text: Text, image: ImageInUse) -> str:
    if image.label is None:
        return text("frame.own_drawing")
    return text(f"frame.{image.reference.source}_image", index=image.reference.key, label=image.label)


def _choose_image(frame: Frame) -> None:
    text = frame.text
    reference = frame.image.reference
    digit = st.selectbox(
        text("frame.digit"),
        [ANY_CLASS, *range(CLASSES)],
        format_func=lambda value: text("frame.any_digit") if value == ANY_CLASS else str(value),
        key=f"image_digit_{text.language}",
    )
    chosen = None if digit == ANY_CLASS else digit
    before, random, after = st.columns([1, 1.4, 1], gap="xsmall")
    if before.button(text("frame.image_before"), key="image_before", width="stretch"):
        _use(images.next_of_class(reference, chosen, -1))
    if random.button(text("frame.image_random"), key="image_random", width="stretch"):
        _use(images.random_of_class(chosen))
    if after.button(text("frame.image_after"), key="image_after", width="stretch"):
        _use(images.next_of_class(reference, chosen, 1))
    _choose_index(text, reference)
    drawing = caches.drawings().latest(frame.visitor)
    if drawing is not None and st.button(text("frame.use_drawing"), icon=":material/draw:", width="stretch"):
        _use(ImageReference("drawing", drawing, caches.drawings().find(frame.visitor, drawing)))


def _choose_index(text: Text, reference: ImageReference) -> None:
    current = int(reference.key) if reference.source == "test" else 0
    key = f"image_index_{current}"

    def choose() -> None:
        session.change(image=ImageReference("test", int(session.value(key))))

    st.number_input(text("frame.image_index"), 0, TEST_IMAGES - 1, current, step=1, key=key, on_change=choose)


def _use(reference: ImageReference) -> None:
    session.change(image=reference)
    st.rerun()

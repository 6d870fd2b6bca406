"""The parts of the Draw page: the canvas, the preparation of the image, and every layer's output."""

import io
import time
from dataclasses import replace

import streamlit as st
from PIL import Image

from explainer.drawing import Digit, Steps, prepare, rounded
from explainer.mnist import unscale
from explainer.oddity import Oddity, oddity_of
from explainer.tracing import Trace
from explainer.ui import caches, session, sidebar
from explainer.ui.components.canvas import EMPTY, FRAME, Sketch, canvas, is_overfull, pen_strokes, read, strokes_drawn
from explainer.ui.components.mounting import mount
from explainer.ui.draw import sources
from explainer.ui.draw.comparison import compare
from explainer.ui.draw.own_digits import own_set
from explainer.ui.draw.sources import linked_sketch
from explainer.ui.drawings import DRAWN, reference_to
from explainer.ui.frame import Frame
from explainer.ui.live_network import browser_model, explain_difference, is_small_enough, send_network
from explainer.ui.pages import go_to, page_link
from explainer.ui.parts import page_fragment
from explainer.ui.pictures import preparation
from explainer.ui.pictures.live import live_scene
from explainer.ui.references import LATEST, ImageReference
from explainer.ui.terms import paragraph

CANVAS = "canvas"
SKETCHED = "sketched"
"""Session key: the last sketch on this tab's canvas."""

STEPS = ("crop", "thin", "fit", "centre")


def heading(frame: Frame) -> None:
    """Draws the title and the purpose of the page."""
    st.title(frame.text("page.draw.title"), anchor=False)
    paragraph(frame, "page.draw.sentence" if is_small_enough(frame.model.config) else "page.draw.sentence_after")


def board(frame: Frame) -> None:
    """Draws the canvas, the outputs and the preparation; only these are rerun after a stroke."""
    # A fragment can write only to containers that exist before it and that it has written to in a full run.
    sidebar.draw(frame)
    send_network(frame.model)
    _board(frame)


@page_fragment
def _board(frame: Frame) -> None:
    """Draws the parts into containers, which the style sheet arranges."""
    with st.container(key="draw"):
        pen_place, answer_place, preparation_place = (
            st.container(key=f"draw-{part}") for part in ("pen", "answer", "preparation")
        )
        with pen_place:
            ask(frame)
        digit = digit_on_canvas(frame.visitor)
        # With a step of the preparation off, many digits look odd.
        oddity = None if digit is None or _steps() != Steps() else oddity_of(digit, caches.familiar_digits())
        with answer_place:
            trace = answer(frame, digit, oddity)
            follow_up(frame, digit)
            if digit is not None and trace is not None:
                compare(frame, digit, trace)
            own_set(frame, digit)
        if sources.source() == sources.PEN:
            with pen_place:
                pen(frame)
            if digit is None and digit_on_canvas(frame.visitor) is not None:
                # After a restart, the server receives the content of an open canvas only once it has mounted it.
                _drawn(frame.visitor)
                st.rerun()
        with preparation_place:
            what_the_network_sees(frame, digit, trace, is_odd=oddity is not None)
        if frame.thumbnail is not None:
            sidebar.draw_thumbnail(frame.thumbnail, frame.image.pixels if digit is None else digit.image, frame.text)


def ask(frame: Frame) -> None:
    """Draws the choice of the digit's source, and the field for a photo."""
    source = sources.source()
    st.header(frame.text("page.draw.pen" if source == sources.PEN else f"page.draw.source_{source}"), anchor=False)
    sources.choose_source(frame.text, lambda: _prepared(frame.visitor))
    if source != sources.PEN:
        sources.photo_field(frame.text, lambda: _prepared(frame.visitor))


def pen(frame: Frame) -> None:
    """Draws the canvas with the pen's width and the eraser."""
    text, visitor = frame.text, frame.visitor
    sketch = _sketch(visitor)
    strokes = session.on_entry(CANVAS, "strokes", sketch.strokes if sketch else EMPTY)
    stroke_width = session.remembered("draw_width", 24)
    with st.container(key=FRAME):
        canvas(
            strokes,
            text,
            drawn=strokes_drawn(sketch),
            stroke_width=stroke_width,
            erases=bool(session.remembered("draw_erases", False)),
            key=CANVAS,
            on_change=lambda: _drawn(visitor),
            on_fewer=lambda fewer: session.start_again(CANVAS, "strokes", fewer),
        )
        if is_overfull(session.remembered(CANVAS, None)):
            st.warning(text("page.draw.overfull"), icon=":material/warning:")
        st.slider(text("page.draw.width"), 10, 40, stroke_width, 2, key="draw_width", persist_state="session")
        st.toggle(text("page.draw.eraser"), key="draw_erases", persist_state="session")


def digit_on_canvas(visitor: str) -> Digit | None:
    """The drawing or photo after the chosen steps of the preparation; `None` for an empty canvas or without a photo."""
    if sources.source() != sources.PEN:
        photo = sources.photo()
        digit = prepare(photo.ink, _steps()) if photo else None
    else:
        sketch = _sketch(visitor)
        digit = prepare(sketch.ink, _steps(), pen_strokes(sketch)) if sketch else None
    return None if digit is None else replace(digit, image=rounded(digit.image))


def what_the_network_sees(frame: Frame, digit: Digit | None, trace: Trace | None, *, is_odd: bool) -> None:
    """Draws the steps of the preparation, each with a switch."""
    if digit is None or trace is None:
        return
    text = frame.text
    st.header(text("page.draw.preparation"), anchor=False)
    scene = preparation.scene(digit, _steps(), trace, text, lines=sources.lines(), is_odd=is_odd)
    mount("preparation", *scene, key="preparation")
    with st.container(key="preparation-switches"):
        columns = st.columns(len(STEPS))
    for step, column in zip(STEPS, columns, strict=True):
        column.toggle(
            text(f"page.draw.{step}"),
            value=True,
            key=f"draw_{step}",
            label_visibility="collapsed",
            persist_state="session",
            on_change=lambda: _prepared(frame.visitor),
        )
    st.caption(text("page.draw.preparation_hint"))


def answer(frame: Frame, digit: Digit | None, oddity: Oddity | None) -> Trace | None:
    """Draws every layer's maps and the ten probabilities, or a request for a digit; returns the trace."""
    model = frame.model
    # Created when the page opens, so that the first stroke is fast. The trace is not cached: its duration is shown.
    tracer, familiar = caches.tracer(model.config), caches.familiar_digits()
    trace, milliseconds, token, is_far = None, None, "empty", False
    if digit is not None:
        started = time.perf_counter()
        trace = tracer.trace(digit.image, model.weights)
        milliseconds = (time.perf_counter() - started) * 1_000
        is_far = familiar.is_far(digit.image)
        token = f"{model.reference}-{caches.drawings().keep(frame.visitor, digit.image)}"
    scene = live_scene(
        model.config.stages,
        trace,
        frame.text,
        token=token,
        milliseconds=milliseconds,
        is_far=is_far,
        following=browser_model(model, _steps()),
        oddity=oddity,
        from_photo=sources.source() != sources.PEN,
    )
    mount("live", *scene, key="live")
    if trace is not None:
        explain_difference(frame)
    return trace


def follow_up(frame: Frame, digit: Digit | None) -> None:
    """Draws the actions for the drawing: follow it through the layers, save it, or find it on the map."""
    if digit is None:
        return
    identifier = caches.drawings().keep(frame.visitor, digit.image)
    follow, save = st.columns([2, 1])
    if follow.button(
        frame.text("page.draw.follow"), type="primary", icon=":material/conversion_path:", width="stretch"
    ):
        chosen = session.change(
            image=ImageReference("drawing", identifier, digit.image),
            stage=None,
            filter=None,
            row=None,
            column=None,
            trail=None,
        )
        go_to("walkthrough", chosen)
    save.download_button(
        frame.text("page.draw.save"),
        lambda: _png(digit),
        file_name=f"digit-{identifier}.png",
        mime="image/png",
        icon=":material/download:",
        width="stretch",
        on_click="ignore",
    )
    page_link(frame, "embedding", frame.text("page.draw.to_map"), {"image": str(reference_to(digit.image))})


def _sketch(visitor: str) -> Sketch | None:
    """The sketch on this tab's canvas: its last value; on entry to the page, the tab's or the visitor's last sketch."""
    kept = session.remembered(SKETCHED, None) or linked_sketch(caches.drawings().sketch(visitor), _steps())
    before = session.on_entry(CANVAS, "sketch", kept)
    return read(session.remembered(CANVAS, None)) or before


def _steps() -> Steps:
    return Steps(**{step: bool(session.remembered(f"draw_{step}", True)) for step in STEPS})


def _drawn(visitor: str) -> None:
    """Keeps the sketch after a stroke, and makes the drawing the image in use."""
    # Even a message without a new stroke can carry a link older than the visitor's last choice (of a language, say).
    session.keep_newest_link()
    sketch = read(session.value(CANVAS))
    if sketch is not None:
        session.remember(SKETCHED, sketch)
        caches.drawings().keep_sketch(visitor, sketch)
        _prepared(visitor)


def _prepared(visitor: str) -> None:
    """Makes the prepared digit the image in use; without a digit, removes a drawing from the link."""
    # A message sent before the browser received the last stroke's link carries an older link.
    session.keep_newest_link()
    digit = digit_on_canvas(visitor)
    if digit is not None:
        session.remember(DRAWN, caches.drawings().keep(visitor, digit.image))
        session.change(image=ImageReference("drawing", LATEST, digit.image))
    elif session.current().image.source == "drawing":
        session.forget("image")


def _png(digit: Digit) -> bytes:
    file = io.BytesIO()
    Image.fromarray(unscale(digit.image)).save(file, format="PNG")
    return file.getvalue()

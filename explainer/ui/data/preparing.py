"""One image as the numbers that it is, how all are prepared, and what a colour image would be."""

from __future__ import annotations

from html import escape

import streamlit as st

from explainer import mnist, survey
from explainer.survey import Step
from explainer.text import Text
from explainer.ui.components.mounting import mount
from explainer.ui.frame import Frame
from explainer.ui.pictures import channels, pixelgrid
from explainer.ui.terms import paragraph

TEXT = "page.data"


def one_image(frame: Frame) -> None:
    """The image in use as 784 numbers, and its label as ten."""
    mount("pixelgrid", *pixelgrid.scene(frame.image.pixels, frame.image.label, frame.text), key="pixelgrid")


def steps(frame: Frame) -> None:
    """The arrays after each line of the preparation."""
    text = frame.text
    st.header(text(f"{TEXT}.steps"), anchor=False)
    paragraph(frame, f"{TEXT}.steps_lead")
    st.html(table(survey.preparation(mnist.load()), text))


def table(prepared: tuple[Step, ...], text: Text) -> str:
    """The steps as a table.

    Args:
        prepared: The steps, in order.
    """
    columns = ("line", "shape", "dtype", "range", "room")
    head = "".join(f"<th scope='col'>{escape(text(f'{TEXT}.step_{column}'))}</th>" for column in columns)
    return f"<table class='data-steps'><tr>{head}</tr>{''.join(_row(step, text) for step in prepared)}</table>"


def _row(step: Step, text: Text) -> str:
    cells = {
        "line": f"<code>{escape(step.line)}</code><p>{escape(text(f'{TEXT}.step_{step.name}'))}</p>",
        "shape": f"<code>{step.shape}</code>",
        "dtype": f"<code>{step.dtype}</code>",
        "range": f"{step.least:g}–{step.most:g}",
        "room": _room(step.megabytes),
    }
    columns = [f"<td data-name='{escape(text(f'{TEXT}.step_{name}'))}'>{cell}</td>" for name, cell in cells.items()]
    return f"<tr>{''.join(columns)}</tr>"


def _room(megabytes: float) -> str:
    return f"{megabytes:,.0f} MB" if megabytes >= 1 else f"{1000 * megabytes:,.0f} KB"


def colours(frame: Frame) -> None:
    """For contrast: a picture of three numbers a pixel."""
    st.header(frame.text(f"{TEXT}.colours"), anchor=False)
    paragraph(frame, f"{TEXT}.colours_lead")
    mount("channels", *channels.scene(frame.text), key="channels")

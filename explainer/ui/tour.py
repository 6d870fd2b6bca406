"""The tour's panel: where the visitor is on the way, what there is to see, and how to go on or leave."""

from __future__ import annotations

from html import escape

import streamlit as st

from explainer.lessons.tour import Stop, stops
from explainer.ui import caches, session
from explainer.ui.frame import Frame
from explainer.ui.pages import leave_for
from explainer.ui.places import Place
from explainer.ui.query import render
from explainer.ui.terms import Section

_OUTSIDE = "outside_tour"
"""Where it is kept which model and image were in use before the tour, which brings its own."""


def point(frame: Frame) -> str | None:
    """What the page is to point out; `None` off the tour, or where the visitor has left its way.

    Args:
        frame: The page's frame.
    """
    stop = _stop(frame)
    return stop.point if stop is not None and _is_at(frame, stop) else None


def panel(frame: Frame) -> None:
    """Draws the panel, if the visitor is on the tour, and remembers how far they have come.

    Args:
        frame: The page's frame.
    """
    stop, number = _stop(frame), frame.session.tour
    if stop is None or number is None:
        session.remember(_OUTSIDE, {"model": frame.session.model, "image": frame.session.image})
        return
    caches.tours().put(frame.visitor, number)
    text, total = frame.text, len(stops(frame.text.language))
    with st.container(key="tour", gap="xsmall"):
        is_here = _is_at(frame, stop)
        words = Section(frame, "tour").mark(stop.text) if is_here else escape(text("page.tour.away"))
        st.html(
            f'<section class="tour-words" tabindex="-1" aria-label="{escape(text("page.tour.name"))}">'
            f'<p class="tour-place">{escape(text("page.tour.place", number=number, count=total))}</p>'
            f"<h2>{escape(stop.title)}</h2><p>{words}</p></section>"
        )
        with st.container(key="tour-steps", horizontal=True, vertical_alignment="center", gap="small"):
            if number > 1:
                _step(frame, "back", number - 1, ":material/arrow_back:")
            if not is_here:
                _step(frame, "return", number, ":material/my_location:")
            elif number < total:
                _step(frame, "next", number + 1, ":material/arrow_forward:")
            label = text("page.tour.leave" if number < total else "page.tour.done")
            st.button(label, key="tour_leave", type="tertiary", on_click=_leave)


def start(frame: Frame) -> Place:
    """Where the tour begins, or goes on if the visitor has left it on the way; named so.

    Args:
        frame: The page's frame.
    """
    total = len(stops(frame.text.language))
    number = caches.tours().get(frame.visitor) or 1
    if number in (1, total):
        return _place(frame, 1, frame.text("page.tour.begin", count=total))
    return _place(frame, number, frame.text("page.tour.resume", number=number, count=total))


def _stop(frame: Frame) -> Stop | None:
    number = frame.session.tour
    return None if number is None else stops(frame.text.language)[number - 1]


def _is_at(frame: Frame, stop: Stop) -> bool:
    """Whether the page is the stop's; at another cell or map of the same stage it still is."""
    return frame.page == stop.page and stop.link.get("stage", frame.session.stage) == frame.session.stage


def _place(frame: Frame, number: int, name: str) -> Place:
    stop = stops(frame.text.language)[number - 1]
    return Place(stop.page, render(frame.session) | stop.link | {"tour": str(number)}, name)


def _step(frame: Frame, step: str, number: int, icon: str) -> None:
    there = _place(frame, number, frame.text(f"page.tour.{step}"))
    st.button(there.name, key=f"tour_{step}", icon=icon, on_click=leave_for, args=(there.page, there.parameters))


def _leave() -> None:
    """Ends the tour; model and image are again what they were before."""
    session.change(tour=None, **session.remembered(_OUTSIDE, {}))

"""The panel of a tour or lesson: where the visitor is on it, what there is to see, and how to go on or leave."""

from html import escape

import streamlit as st

from explainer.lessons.tour import FIRST_VISIT, Stop, TourStop, stops, title, tours
from explainer.ui import caches, session
from explainer.ui.frame import Frame
from explainer.ui.pages import leave_for
from explainer.ui.places import Place
from explainer.ui.query import render
from explainer.ui.terms import Section

_OUTSIDE = "outside_tour"
"""Where it is kept which model and image were in use before the tour, which brings its own."""


def point(frame: Frame) -> str | None:
    """What the page is to point out; `None` off the tour, or where the visitor has left its way."""
    stop = _stop(frame)
    return stop.point if stop is not None and _is_at(frame, stop) else None


def panel(frame: Frame) -> None:
    """Draws the panel, if the visitor is on a tour, and remembers how far they have come."""
    stop, at = _stop(frame), frame.session.tour
    if stop is None or at is None:
        session.remember(_OUTSIDE, {"model": frame.session.model, "image": frame.session.image})
        return
    caches.tours().put((frame.visitor, at.tour), at.number)
    total = len(stops(frame.text.language, at.tour))
    with st.container(key="tour", gap="xsmall"):
        is_here = _is_at(frame, stop)
        page = frame.text(f"navigation.{stop.page}")
        words = Section(frame, "tour").mark(stop.text) if is_here else escape(_words(frame, "away", at))
        st.html(
            f'<section class="tour-words" tabindex="-1" aria-label="{escape(_words(frame, "name", at))}">'
            # Folded, it covers less of a picture that fills the window.
            f'<details open><summary class="tour-place">{escape(_words(frame, "place", at))} · {escape(page)}</summary>'
            f"<h2>{escape(stop.title)}</h2><p>{words}</p></details></section>"
        )
        with st.container(key="tour-steps", horizontal=True, vertical_alignment="center", gap="small"):
            if at.number > 1:
                _step(frame, "back", TourStop(at.number - 1, at.tour), ":material/arrow_back:")
            if not is_here:
                _step(frame, "return", at, ":material/my_location:")
            elif at.number < total:
                _step(frame, "next", TourStop(at.number + 1, at.tour), ":material/arrow_forward:")
            label = _words(frame, "leave" if at.number < total else "done", at)
            st.button(label, key="tour_leave", type="tertiary", on_click=_leave)


def starts(frame: Frame) -> tuple[Place, ...]:
    """Where each tour begins, or goes on if the visitor left it on the way. The first visit's tour comes first."""
    return tuple(_start(frame, tour) for tour in tours())


def _start(frame: Frame, tour: str) -> Place:
    number = caches.tours().get((frame.visitor, tour)) or 1
    if number in (1, len(stops(frame.text.language, tour))):
        return _place(frame, TourStop(1, tour), "begin")
    return _place(frame, TourStop(number, tour), "resume")


def _stop(frame: Frame) -> Stop | None:
    at = frame.session.tour
    return None if at is None else stops(frame.text.language, at.tour)[at.number - 1]


def _is_at(frame: Frame, stop: Stop) -> bool:
    """Whether the page is the stop's; at another cell or map of the same stage it still is."""
    return frame.page == stop.page and stop.link.get("stage", frame.session.stage) == frame.session.stage


def _words(frame: Frame, name: str, at: TourStop) -> str:
    """What is said of the first visit's tour, or of a lesson."""
    text = frame.text
    count = len(stops(text.language, at.tour))
    if at.tour == FIRST_VISIT:
        return text(f"page.tour.{name}", number=at.number, count=count)
    return text(f"page.lesson.{name}", title=title(text.language, at.tour), number=at.number, count=count)


def _place(frame: Frame, at: TourStop, name: str) -> Place:
    stop = stops(frame.text.language, at.tour)[at.number - 1]
    return Place(stop.page, render(frame.session) | stop.link | {"tour": str(at)}, _words(frame, name, at))


def _step(frame: Frame, step: str, at: TourStop, icon: str) -> None:
    there = _place(frame, at, step)
    st.button(there.name, key=f"tour_{step}", icon=icon, on_click=leave_for, args=(there.page, there.parameters))


def _leave() -> None:
    """Ends the tour; model and image are again what they were before."""
    session.change(tour=None, **session.remembered(_OUTSIDE, {}))

"""The panel of a tour or lesson: the current stop, its text, and buttons to continue or leave."""

from html import escape

import streamlit as st

from explainer.lessons.tour import FIRST_VISIT, Stop, TourStop, stops, title, tours
from explainer.ui import caches, session
from explainer.ui.frame import Frame
from explainer.ui.pages import queue_link
from explainer.ui.places import Place
from explainer.ui.query import render
from explainer.ui.terms import Section

_OUTSIDE = "outside_tour"
"""Session-state key of the model and image in use before the tour, which sets its own."""


def point(frame: Frame) -> str | None:
    """The element that the page highlights; `None` outside a tour, or on another page than the stop's."""
    stop = _stop(frame)
    return stop.point if stop is not None and _is_at(frame, stop) else None


def panel(frame: Frame) -> None:
    """Draws the panel, if a tour is active, and saves the visitor's progress."""
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
            # It can be collapsed, so that it covers less of a large picture.
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
    """The place where each tour starts, or resumes if the visitor left it. The tour for the first visit comes first."""
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
    """Whether the page shows the stop's stage, with any cell or map."""
    return frame.page == stop.page and stop.link.get("stage", frame.session.stage) == frame.session.stage


def _words(frame: Frame, name: str, at: TourStop) -> str:
    """A text about the tour for the first visit, or about a lesson."""
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
    st.button(there.name, key=f"tour_{step}", icon=icon, on_click=queue_link, args=(there.page, there.parameters))


def _leave() -> None:
    """Ends the tour and restores the previous model and image."""
    session.change(tour=None, **session.remembered(_OUTSIDE, {}))

"""HTML of the class's answers grouped by mistake, of the number of members per page, and of a calculation."""

from collections.abc import Iterable, Mapping
from html import escape

import streamlit as st

from explainer.classroom import Answer, Group, spread
from explainer.text import Text
from explainer.ui.class_now import TEXT
from explainer.ui.classroom.asked import ClassQuestion
from explainer.ui.pictures.question import Way, written_answer


def answers_in_groups(asked: ClassQuestion, answers: Iterable[Answer], *, shows_numbers: bool) -> None:
    """Draws a row per group of answers, with a dot per answer.

    Args:
        shows_numbers: Whether each group's number is shown, including the right answer.
    """
    groups = spread(asked.question, answers)
    frequent = next((group for group in groups if group.kind == "mistake"), None)
    rows = "".join(_row(asked, group, shows_numbers=shows_numbers, is_frequent=group is frequent) for group in groups)
    st.html(f'<ol class="class-spread">{rows}</ol>')


def _reason(asked: ClassQuestion, group: Group) -> tuple[str, str]:
    """A group's title and its explanation."""
    text = asked.frame.text
    if group.mistake is None:
        return text(f"{TEXT}.group_{group.kind}"), text(f"{TEXT}.group_{group.kind}_more")
    name = f"question.mistake.{group.mistake.name}"
    return text(name, **asked.placeholders), text(f"{name}_hint", **asked.placeholders)


def _row(asked: ClassQuestion, group: Group, *, shows_numbers: bool, is_frequent: bool) -> str:
    """A group as an HTML row; the most frequent mistake has a frame."""
    title, more = _reason(asked, group)
    is_shown = shows_numbers and group.value is not None
    value = (
        written_answer(asked.frame.text, asked.question, group.value) if is_shown and group.value is not None else ""
    )
    count = asked.frame.text(f"{TEXT}.people", count=group.count)
    # The explanation of a mistake may reveal the answer.
    said = f"<span>{escape(more)}</span>" if shows_numbers else ""
    framed = " data-frequent" if is_frequent else ""
    return (
        f'<li data-kind="{group.kind}"{framed}><span class="value">{escape(value) or "–"}</span>'
        f'<span class="reason"><strong>{escape(title)}</strong>{said}</span>'
        f'<span class="dots" aria-hidden="true">{"<i></i>" * group.count}</span>'
        f'<strong class="count">{escape(count)}</strong></li>'
    )


def people(text: Text, pages: Mapping[str, int]) -> None:
    """Draws the number of students in total and per page.

    Args:
        pages: The number of students per page.
    """
    there = sorted(pages.items(), key=lambda pair: -pair[1])
    total = escape(text(f"{TEXT}.there", count=sum(pages.values())))
    bar = "".join(f'<span style="flex-grow: {count}"></span>' for _, count in there)
    names = "".join(f"<li>{escape(_page_name(text, page))} <strong>{count}</strong></li>" for page, count in there)
    st.html(
        f'<div class="class-people"><strong class="total">{total}</strong>'
        f'<div class="bar" aria-hidden="true">{bar}</div><ul>{names}</ul></div>'
    )


def _page_name(text: Text, page: str) -> str:
    name = f"navigation.{page}"
    return text(name) if name in text else page


def calculation(steps: Iterable[Way]) -> None:
    """Draws the steps to the answer, one below the other."""
    rows = "".join(
        f"<li><span>{escape(step['name'])}<small>{escape(step['how'])}</small></span>"
        f'<strong data-sign="{step["sign"]}">{escape(step["value"])}</strong></li>'
        for step in steps
    )
    st.html(f'<ol class="class-steps">{rows}</ol>')

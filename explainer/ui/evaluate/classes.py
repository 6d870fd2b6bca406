"""How well each digit is recognized."""

from __future__ import annotations

from html import escape

import streamlit as st

from explainer.evaluation.scores import ClassScore, Evaluation
from explainer.text import Text
from explainer.ui.evaluate.subject import TEXT
from explainer.ui.frame import Frame
from explainer.ui.numbers import UNKNOWN, percent
from explainer.ui.tables import scrolling
from explainer.ui.terms import paragraph

COLUMNS = ("digit", "images", "answers", "right", "precision", "recall", "f1")


def classes(frame: Frame, evaluation: Evaluation) -> None:
    """Precision, recall and F1 of each class, as a table.

    Args:
        frame: The page's frame.
        evaluation: What the model in use says.
    """
    st.header(frame.text(f"{TEXT}.classes"), anchor=False)
    paragraph(frame, f"{TEXT}.classes_lead")
    st.html(table(evaluation.classes, frame.text))
    if any(score.precision is None for score in evaluation.classes):
        st.caption(frame.text(f"{TEXT}.column_none"))


def table(scores: tuple[ClassScore, ...], text: Text) -> str:
    """The scores as an HTML table."""
    head = "".join(f'<th scope="col">{escape(text(f"{TEXT}.column_{column}"))}</th>' for column in COLUMNS)
    rows = "".join(_row(score) for score in scores)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return scrolling("class-scores", text(f"{TEXT}.classes"), table)


def _row(score: ClassScore) -> str:
    counts = (f"{count:,}" for count in (score.images, score.answers, score.right))
    shares = (UNKNOWN if share is None else percent(share) for share in (score.precision, score.recall, score.f1))
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in (*counts, *shares))
    return f'<tr><th scope="row">{score.digit}</th>{cells}</tr>'

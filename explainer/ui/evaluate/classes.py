"""The confusion matrix, the images of its cells, and the scores of each class."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from html import escape

import numpy as np
import streamlit as st

from explainer.evaluation.scores import ClassScore, Evaluation
from explainer.evaluation.view import EvaluationView
from explainer.figures.confusion import MatrixWords, confusion
from explainer.figures.look import PLOT
from explainer.mnist import CLASSES
from explainer.text import Text
from explainer.ui import caches, session
from explainer.ui.evaluate.evaluation import TEXT, cards, evaluated, look, view_of
from explainer.ui.frame import Frame
from explainer.ui.numbers import UNKNOWN, percent
from explainer.ui.parts import page_fragment
from explainer.ui.tables import scrolling
from explainer.ui.terms import paragraph
from explainer.ui.widgets import bound, segments

IN_CELL = 9
WAYS = ("counts", "shares")
FRAMED = "framed"
"""Session key: the cell that the server frames; a click frames another cell in the browser."""
COLUMNS = ("digit", "images", "answers", "right", "precision", "recall", "f1")


@page_fragment
def matrix(frame: Frame) -> None:
    """Draws the confusion matrix, and the images of the selected cell."""
    evaluation = evaluated(frame, frame.model)
    if evaluation is None:
        return
    chosen = opened(view_of(frame), evaluation)
    left, right = st.columns([1, 1.15], gap="large")
    with left:
        st.header(frame.text(f"{TEXT}.matrix"), anchor=False)
        paragraph(frame, f"{TEXT}.matrix_lead")
        key = f"evaluate_matrix_{view_of(frame).shares}_{frame.text.language}_{session.theme()}_{frame.model.reference}"
        with st.container(key="evaluate-matrix"):
            _figure(frame, evaluation, chosen, key)
        _choices(frame, chosen, key)
    with right:
        _cell(frame, evaluation, chosen)


def opened(view: EvaluationView, evaluation: Evaluation) -> tuple[int, int]:
    """Label and answer of the selected cell; by default, of the most frequent mistake."""
    if CLASSES not in (view.label, view.answer):
        return view.label, view.answer
    mistakes = np.where(np.eye(CLASSES, dtype=bool), 0, evaluation.confusion)
    label, answer = divmod(int(mistakes.argmax()), CLASSES)
    return label, answer


def _figure(frame: Frame, evaluation: Evaluation, chosen: tuple[int, int], key: str) -> None:
    text, counts = frame.text, evaluation.confusion
    way = WAYS[view_of(frame).shares]
    images = counts.sum(axis=1, keepdims=True)
    values = counts if way == "counts" else 100 * counts / np.maximum(images, 1)
    written = np.array([[f"{value:,}" if way == "counts" else f"{value:.1f}" for value in row] for row in values])

    def choose() -> None:
        points = session.value(key).selection.points
        if points:
            look(replace(view_of(frame), label=int(points[0]["y"]), answer=int(points[0]["x"]), cell=0))

    def hover(label: int, answer: int, value: str) -> str:
        return text(f"{TEXT}.hover_{way}", label=label, answer=answer, value=value)

    # A click frames its cell in the browser: redrawing the matrix for each click would take longer than its images.
    framed = session.on_entry(key, FRAMED, chosen)
    words = MatrixWords(text(f"{TEXT}.label"), text(f"{TEXT}.answer"), hover)
    theme = session.theme()
    figure = caches.figure(
        ("confusion", text.language, theme, way, framed, counts.tobytes()),
        partial(confusion, values, written, chosen=framed, theme=theme, words=words),
    )
    st.plotly_chart(figure, key=key, config=PLOT, on_select=choose, selection_mode="points")
    most = written.ravel()[np.where(np.eye(CLASSES, dtype=bool), 0, values).argmax()]
    st.caption(text(f"{TEXT}.scale_{way if evaluation.wrong else 'none'}", most=most))


def _choices(frame: Frame, chosen: tuple[int, int], matrix_key: str) -> None:
    """Draws the choice of the cell, for visitors without a mouse, and of counts or shares."""
    text, view = frame.text, view_of(frame)

    def choose(cell: tuple[int, int], way: str = WAYS[view.shares]) -> None:
        session.start_again(matrix_key, FRAMED, cell)
        look(replace(view, label=cell[0], answer=cell[1], cell=0, shares=WAYS.index(way)))

    def digit(name: str, value: int, cell: Callable[[int], tuple[int, int]]) -> None:
        digits = range(CLASSES)
        widget = bound(f"evaluate_{name}", value, lambda chosen: choose(cell(chosen)), start=digits)
        st.selectbox(text(f"{TEXT}.{name}"), digits, width=110, **widget)

    label, answer = chosen
    with st.container(key="evaluate-cell-choices", horizontal=True):
        digit("label", label, lambda chosen: (chosen, answer))
        digit("answer", answer, lambda chosen: (label, chosen))
        segments(
            text(f"{TEXT}.show"),
            WAYS,
            WAYS[view.shares],
            lambda way: choose(chosen, way),
            key="evaluate_way",
            words=lambda way: text(f"{TEXT}.{way}"),
        )


def _cell(frame: Frame, evaluation: Evaluation, chosen: tuple[int, int]) -> None:
    label, answer = chosen
    found = evaluation.cell(label, answer)
    words: Mapping[str, object] = {"label": label, "answer": answer, "count": len(found)}
    kind = "none" if not len(found) else "right" if label == answer else "wrong"
    with st.container(key="evaluate-cell"):
        st.header(frame.text(f"{TEXT}.cell", **words), anchor=False)
        st.caption(frame.text(f"{TEXT}.cell_{kind}", **words))
        if len(found):
            cards(frame, "cell", found, (evaluation,), IN_CELL)


def classes(frame: Frame, evaluation: Evaluation) -> None:
    """Draws an expander with precision, recall and F1 score of each class."""
    with st.expander(frame.text(f"{TEXT}.classes"), icon=":material/table:"):
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

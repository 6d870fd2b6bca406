"""The models' curves in shared axes, and a table of their differences."""

from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st

from explainer.comparing import Difference, differing
from explainer.figures.curves import Curve, overlaid
from explainer.figures.look import PLOT
from explainer.text import Text
from explainer.ui import session
from explainer.ui.compare.models import TEXT, ComparedModel, badge
from explainer.ui.frame import Frame
from explainer.ui.numbers import UNKNOWN, percent
from explainer.ui.places import evaluation_of
from explainer.ui.setting_words import setting_name, shown
from explainer.ui.status_words import epochs_words, state_words, time_words
from explainer.ui.tables import scrolling

STEEP_SHARE = 8
"""The first 1/8 of the epochs is ignored when the limits of the axes are chosen."""


def curves_and_differences(frame: Frame, subjects: Sequence[ComparedModel]) -> None:
    """Draws accuracy and loss of all models in shared axes, and the table of their differences."""
    text = frame.text
    with st.container(key="compare-curves"):
        accuracy, loss, *beside = st.columns([1, 1, 1.15] if len(subjects) == 2 else 2, gap="medium")
    with accuracy:
        _curve(text, subjects, "accuracy")
    with loss:
        _curve(text, subjects, "loss")
    # The table of three or more models does not fit beside the curves.
    below = st.container()
    st.caption(text(f"{TEXT}.curves_note"))
    with beside[0] if beside else below:
        st.html(difference_table(frame, subjects))


def _curve(text: Text, subjects: Sequence[ComparedModel], quantity: str) -> None:
    is_share = quantity == "accuracy"
    curves = [Curve(subject.letter, _marks(subject, quantity), _thin(subject, quantity)) for subject in subjects]
    st.header(text(f"{TEXT}.{quantity}"), anchor=False)
    figure = overlaid(
        curves,
        theme=session.theme(),
        epoch=text(f"{TEXT}.epoch"),
        is_share=is_share,
        limits=limits(curves, is_share=is_share),
    )
    st.plotly_chart(figure, key=f"compare_{quantity}", config=PLOT)


def _marks(subject: ComparedModel, quantity: str) -> list[tuple[float, float]]:
    """The values at the end of each epoch: of the test images if they were evaluated, else validation, else training.

    An epoch that was cut short has its value where it ended. Empty for a model whose training is unknown.
    """
    if not subject.design.recipe.is_known:
        return []
    batches = subject.design.recipe.batches
    done = [record for record in subject.status.epochs_done if record.epoch > 0]
    for prefix in ("test_", "val_", ""):
        values = [
            (_place(record.epoch, record.batches / batches), getattr(record, prefix + quantity)) for record in done
        ]
        marks = [(place, value) for place, value in values if value is not None and np.isfinite(value)]
        if marks:
            return marks
    return []


def _thin(subject: ComparedModel, quantity: str) -> list[tuple[float, float]]:
    batches = subject.design.recipe.batches
    points = subject.status.points
    values = [(_place(point.epoch, point.batch / batches), getattr(point, f"interval_{quantity}")) for point in points]
    return [(place, value) for place, value in values if np.isfinite(value)]


def _place(epoch: int, share: float) -> float:
    return epoch - 1 + share


def limits(curves: Sequence[Curve], *, is_share: bool) -> tuple[float, float] | None:
    """The limits of the vertical axis, from the marks without the steep beginning; `None` without marks.

    Args:
        is_share: Whether the values are shares, whose axis ends at 1; otherwise the axis begins at 0.
    """
    marks = [value for curve in curves for _, value in curve.marks[len(curve.marks) // STEEP_SHARE :]]
    if not marks:
        return None
    if is_share:
        low = max(0.0, min(marks) - max(0.02, 0.4 * (1.0 - min(marks))))
        return low, 1.0 + 0.03 * (1.0 - low)
    return 0.0, max(1.8 * max(marks), 0.01)


def difference_table(frame: Frame, subjects: Sequence[ComparedModel]) -> str:
    """The differences as an HTML table: changed settings, their consequences, and the results."""
    text = frame.text
    changed = differing([subject.design.settings for subject in subjects])
    follows = differing([subject.design.consequences for subject in subjects])
    rows = [_row(text, difference, "changed") for difference in changed]
    rows += [_row(text, difference, "") for difference in follows]
    rows += _results(frame, subjects)
    heads = "".join(f'<th scope="col">{badge(subject.letter)}</th>' for subject in subjects)
    is_known = all(subject.design.recipe.is_known for subject in subjects)
    note = "training_unknown" if not is_known else "rest_same" if changed else "all_same"
    title = text(f"{TEXT}.differs")
    table = (
        f'<table><thead><tr><th scope="col">{escape(title)}</th>'
        f"{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        f"<p>{escape(text(f'{TEXT}.{note}'))}</p>"
    )
    return scrolling("compare-table", title, table)


def _row(text: Text, difference: Difference, kind: str) -> str:
    cells = [escape(shown(text, difference.aspect, value)) for value in difference.values]
    return _line(setting_name(text, difference.aspect), cells, kind)


def _line(name: str, cells: Sequence[str], kind: str) -> str:
    """A row of cells, which are HTML."""
    values = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr class="{kind}"><th scope="row">{escape(name)}</th>{values}</tr>'


def _results(frame: Frame, subjects: Sequence[ComparedModel]) -> list[str]:
    text = frame.text
    losses = [subject.test_loss for subject in subjects]
    accuracies = [subject.model.test_accuracy for subject in subjects]
    statuses = [subject.status for subject in subjects]
    rows = [_line(text("run.took"), [escape(time_words(text, status)) for status in statuses], "")]
    if any(status.whole_epochs < status.epochs for status in statuses):
        rows.append(_line(text("run.state"), [escape(state_words(text, status.state)) for status in statuses], ""))
        rows.append(_line(text("run.epochs"), [escape(epochs_words(text, status)) for status in statuses], ""))
    if any(loss is not None for loss in losses):
        shown_losses = [UNKNOWN if loss is None else f"{loss:.4f}" for loss in losses]
        rows.append(_line(text(f"{TEXT}.test_loss"), shown_losses, ""))
    models = [str(subject.model.reference) for subject in subjects]
    shares = [
        UNKNOWN if accuracy is None else evaluation_of(frame, model, percent(accuracy, 2))
        for model, accuracy in zip(models, accuracies, strict=True)
    ]
    return [*rows, _line(text(f"{TEXT}.test_accuracy"), shares, "result")]

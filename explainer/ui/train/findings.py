"""Keras's log of a training run, its comparison with the article, and the findings about its curves."""

import streamlit as st

from explainer.text import Text
from explainer.training.curves.finding import Finding
from explainer.training.curves.findings import read_curves
from explainer.training.recipes.changes import Changes, with_changes
from explainer.training.recipes.recipe import ARTICLE_FIRST, ARTICLE_LAST
from explainer.training.store.records import EpochRecord
from explainer.training.store.status import RunStatus
from explainer.ui import session
from explainer.ui.numbers import UNKNOWN, percent
from explainer.ui.query import experiment

LOG_HEIGHT = 246


def log_and_comparison(status: RunStatus, text: Text) -> None:
    """Draws Keras's log, and the comparison with the article's figures."""
    with st.container(key="training-records"):
        log, comparison = st.columns([5, 4], gap="medium")
    with log:
        st.header(text("page.train.log"), anchor=False)
        lines = "\n".join(status.lines) or text("page.train.no_log")
        st.code(lines, language=None, wrap_lines=True, height=LOG_HEIGHT)
    with comparison:
        st.header(text("page.train.comparison"), anchor=False)
        st.markdown(comparison_table(status, text))
        st.caption(text("page.train.comparison_note"))


def comparison_table(status: RunStatus, text: Text) -> str:
    """The article's figures and this run's, as a Markdown table."""
    rows = [*_first_rows(status, text), *_last_rows(status, text)]
    columns = ("component.curves.accuracy", "page.train.article", "page.train.this_run")
    head = f"| {' | '.join(map(text, columns))} |\n|:--|--:|--:|\n"
    return head + "\n".join(f"| {label} | {article} | **{value}** |" for label, article, value in rows)


def training_accuracy(status: RunStatus) -> float | None:
    """Keras's training accuracy in the current epoch, 0 to 1; of an ended run, in the last epoch with saved weights."""
    if status.is_active:
        return status.accuracy
    return status.learned.accuracy if status.learned else None


def last_test_accuracy(status: RunStatus) -> float | None:
    """The newest accuracy on the test images, 0 to 1; `None` if it was never measured."""
    if status.test_accuracy is not None:
        return status.test_accuracy
    measured = [record.test_accuracy for record in status.epochs_done if record.test_accuracy is not None]
    return measured[-1] if measured else None


def _first_rows(status: RunStatus, text: Text) -> list[tuple[str, str, str]]:
    """The rows of the first epoch; none if the last rows are about it."""
    if status.epochs == 1 or _cut_short_in(status) == 1:
        return []
    first = _epoch(status, 1)
    return [
        (
            text("page.train.epoch_training", epoch=1),
            _roughly(ARTICLE_FIRST, text),
            _share(first.accuracy if first else None),
        ),
        (text("page.train.epoch_test", epoch=1), UNKNOWN, _share(first.test_accuracy if first else None)),
    ]


def _last_rows(status: RunStatus, text: Text) -> list[tuple[str, str, str]]:
    """The rows of the last or current epoch. The article has figures only for its first and its last epoch."""
    trained, tested = _share(training_accuracy(status)), _last_test(status, text)
    epoch = _cut_short_in(status)
    if epoch:
        article = _roughly(ARTICLE_FIRST, text) if epoch == 1 else UNKNOWN
        return [
            (text("page.train.epoch_training", epoch=epoch), article, trained),
            (text("page.train.epoch_test", epoch=epoch), UNKNOWN, tested),
        ]
    article = _roughly(ARTICLE_LAST, text)
    name = "now_training" if status.is_active and status.epoch > 0 else "last_training"
    return [(text(f"page.train.{name}"), article, trained), (text("page.train.last_test"), article, tested)]


def _cut_short_in(status: RunStatus) -> int:
    """The last epoch with saved weights of a run that ended early; 0 for any other run."""
    if status.is_active or status.state == "finished" or status.learned is None:
        return 0
    return status.learned.epoch


def _last_test(status: RunStatus, text: Text) -> str:
    return text("page.train.at_the_end") if status.is_active else _share(last_test_accuracy(status))


def _epoch(status: RunStatus, epoch: int) -> EpochRecord | None:
    """The record of an epoch that was completed; `None` if there is none."""
    return next(
        (record for record in status.epochs_done if record.epoch == epoch and record.batches == status.batches), None
    )


def _roughly(accuracy: float, text: Text) -> str:
    return text("page.train.roughly", value=percent(accuracy, 0))


def _share(accuracy: float | None) -> str:
    return UNKNOWN if accuracy is None else percent(accuracy)


SENTENCES = "page.train.reading"


def reading(status: RunStatus, text: Text) -> None:
    """Draws the findings about the curves of an ended run, with buttons for the suggested changes."""
    findings = _findings(status, has_ended=True)
    if not findings:
        return
    st.header(text(f"{SENTENCES}.title"), anchor=False)
    with st.container(key="training-reading", gap="small"):
        for place, finding in enumerate(findings):
            with st.container(key=f"finding-{place}", gap="xsmall"):
                st.markdown(words(finding, text))
                _buttons(status, finding, text, place)
    if any(finding.suggestions for finding in findings):
        st.caption(text(f"{SENTENCES}.same_seed"))


def alarm(status: RunStatus, text: Text) -> None:
    """Shows the first finding about an active run that is a reason to stop it."""
    for finding in _findings(status, has_ended=False)[:1]:
        st.warning(words(finding, text), icon=":material/troubleshoot:")


def words(finding: Finding, text: Text) -> str:
    """A finding in words, with its numbers."""
    parts = [finding.code, *(str(finding.details[name]) for name in ("reason", "held_out") if name in finding.details)]
    shown = {name: _number(name, value) for name, value in finding.details.items()}
    return text(f"{SENTENCES}.{'_'.join(parts)}", **shown)


def change_words(changes: Changes, text: Text) -> str:
    """The label of a button that applies changes."""
    shown = {name: f"{value:,}" if isinstance(value, int) else _number(name, value) for name, value in changes.items()}
    return " · ".join(text(f"page.train.change.{name}", value=value) for name, value in shown.items())


def _findings(status: RunStatus, *, has_ended: bool) -> tuple[Finding, ...]:
    config, recipe = status.config, status.recipe_so_far
    if config is None or recipe is None:
        return ()
    return read_curves(config, recipe, status.epochs_done, status.points, has_ended=has_ended)


def _buttons(status: RunStatus, finding: Finding, text: Text, place: int) -> None:
    config, recipe = status.config, status.recipe_so_far
    if not finding.suggestions or config is None or recipe is None or status.request is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(text(f"{SENTENCES}.try"), width="content")
        for number, changes in enumerate(finding.suggestions):
            pressed = st.button(change_words(changes, text), key=f"try-{place}-{number}", icon=":material/science:")
            if pressed:
                # With the same seed, differences come from the change as far as possible.
                session.change(**experiment(*with_changes(config, recipe, changes), seed=status.request.seed))
                st.rerun()


def _number(name: str, value: float | str) -> str:
    if name == "accuracy":
        return percent(float(value))
    if name == "dropout":
        return percent(float(value), 0)
    if isinstance(value, float):
        return f"{value:.3f}" if "loss" in name or name.startswith("training_") else f"{value:g}"
    return str(value)

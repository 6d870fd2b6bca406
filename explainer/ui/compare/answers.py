"""Two models on the test images: which images each gets right, McNemar's test, and one image in every network."""

import itertools
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from explainer import mnist
from explainer.evaluation.pairs import CHANCE_LEVEL, Agreement, GroupName, agreement
from explainer.mnist import TEST_IMAGES
from explainer.text import Text
from explainer.ui import session
from explainer.ui.compare.models import TEXT, ComparedModel, badge
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.frame import Frame
from explainer.ui.many_images import Answers
from explainer.ui.numbers import percent
from explainer.ui.pictures import comparethumbs
from explainer.ui.pictures.compare import Row, scene
from explainer.ui.piecewise import predicted
from explainer.ui.references import ImageReference
from explainer.ui.terms import paragraph

PAIR = "compare_pair"
SHOWN_GROUPS: tuple[GroupName, ...] = ("both_right", "only_first", "only_second", "both_wrong")
LEAST_CHANCE = 0.0001
"""Smaller p-values are shown as "less than" this one."""


def answers(frame: Frame, subjects: Sequence[ComparedModel]) -> None:
    """Draws the comparison of a pair of models on the test images; computes it in pieces after the page is shown."""
    text = frame.text
    st.header(text(f"{TEXT}.answers"), anchor=False)
    first, second = _pair(text, subjects)
    found = predicted(frame, (first.model, second.model))
    if found is not None:
        _result(frame, first, second, (found[0].answers, found[1].answers))


def _pair(text: Text, subjects: Sequence[ComparedModel]) -> tuple[ComparedModel, ComparedModel]:
    """The two models of the comparison; draws a choice if there are more than two."""
    pairs = [(first.letter, second.letter) for first, second in itertools.combinations(subjects, 2)]
    chosen = pairs[0]
    if len(pairs) > 1:
        names = [text(f"{TEXT}.pair", first=first, second=second) for first, second in pairs]
        name = st.segmented_control(
            text(f"{TEXT}.which_pair"), names, default=names[0], key=f"{PAIR}_{text.language}_{len(subjects)}"
        )
        chosen = pairs[names.index(name)] if name in names else pairs[0]
    by_letter = {subject.letter: subject for subject in subjects}
    return by_letter[chosen[0]], by_letter[chosen[1]]


def _result(frame: Frame, first: ComparedModel, second: ComparedModel, found: tuple[Answers, Answers]) -> None:
    text = frame.text
    labels = mnist.load().y_test
    result = agreement(found[0] == labels, found[1] == labels)
    st.html(verdict(text, first.letter, second.letter, result))
    _chance(frame, first.letter, second.letter, result)
    reference = frame.session.image
    chosen = reference.key if reference.source == "test" and isinstance(reference.key, int) else None
    shown = comparethumbs.scene(text, (first.letter, second.letter), result, found, chosen)
    if shown is None:
        return

    def choose(answer: Mapping[str, object]) -> None:
        index = index_in(answer, "image", TEST_IMAGES)
        if index is not None:
            session.change(image=ImageReference("test", index))

    st.caption(comparethumbs.note(text, shown[0]))
    mount("comparethumbs", *shown, key="compare_thumbs", on_choice=choose)


def verdict(text: Text, first: str, second: str, result: Agreement) -> str:
    """Summarizes the answers as HTML: the difference, whether chance explains it, and the four counts.

    Args:
        first: One network's letter.
        second: The other's.
    """
    counts = {group: len(result.groups[group]) for group in SHOWN_GROUPS}
    letters = {"first": first, "second": second}
    boxes = "".join(
        f'<li class="count-{name}"><span>{escape(text(f"{TEXT}.{name}", **letters))}</span>'
        f"<b>{escape(text(f'{TEXT}.images', count=count))}</b></li>"
        for name, count in counts.items()
    )
    claim, reason = (escape(sentence) for sentence in words(text, first, second, result))
    badges = f"{badge(first)}{badge(second)}"
    return (
        f'<div class="compare-verdict"><div><p class="claim">{badges}{claim}</p><p>{reason}</p></div>'
        f'<ul class="compare-counts letters-{first.lower()}{second.lower()}">{boxes}</ul></div>'
    )


def words(text: Text, first: str, second: str, result: Agreement) -> tuple[str, str]:
    """The claim about the difference, and the reason for it.

    Args:
        first: One network's letter.
        second: The other's.
    """
    values: dict[str, object] = {"first": first, "second": second, "split": result.split}
    if not result.split:
        return text(f"{TEXT}.claim_same"), text(f"{TEXT}.reason_same", **values)
    if not result.lead:
        return text(f"{TEXT}.claim_equal"), text(f"{TEXT}.reason_equal", **values)
    better = first if result.lead > 0 else second
    reason = "reason_chance" if result.is_chance else "reason_real"
    return text(f"{TEXT}.claim_lead", better=better, lead=abs(result.lead)), text(f"{TEXT}.{reason}")


def _chance(frame: Frame, first: str, second: str, result: Agreement) -> None:
    """Draws an expander with the statistics of the test."""
    if not result.split:
        return
    only_first, only_second = (len(result.groups[group]) for group in ("only_first", "only_second"))
    with st.expander(frame.text(f"{TEXT}.chance_title"), icon=":material/function:"):
        paragraph(
            frame,
            f"{TEXT}.chance",
            first=first,
            second=second,
            only_first=only_first,
            only_second=only_second,
            split=result.split,
            chance=_share_of_cases(frame.text, result.p_value),
            level=percent(CHANCE_LEVEL, 0),
        )


def _share_of_cases(text: Text, p_value: float) -> str:
    """A p-value as a percentage; a tiny one as "less than" `LEAST_CHANCE`."""
    if p_value < LEAST_CHANCE:
        return text(f"{TEXT}.chance_least", least=percent(LEAST_CHANCE, 2))
    return percent(p_value, 0 if p_value >= 0.01 else 2)


def side_by_side(frame: Frame, subjects: Sequence[ComparedModel]) -> None:
    """Draws the maps of the image in use in every network."""
    image = frame.image
    rows = [
        Row(subject.letter, subject.model.config, subject.model.weights, subject.model.trace(image.pixels))
        for subject in subjects
    ]
    st.header(frame.text(f"{TEXT}.side_by_side"), anchor=False)
    st.caption(frame.text(f"{TEXT}.side_by_side_note"))
    mount("compare", *scene(frame.text, rows, image.pixels, image.label), key="compare_maps")

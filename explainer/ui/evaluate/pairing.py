"""Two models or two epochs side by side: which images only one of them gets right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from explainer.errors import ExplainerError
from explainer.evaluation.pairs import GROUPS, GroupName, agreement
from explainer.ui import models, news, session
from explainer.ui.evaluate.cards import cards
from explainer.ui.evaluate.subject import TEXT, evaluated, look, view_of
from explainer.ui.frame import Frame
from explainer.ui.models import ModelInUse
from explainer.ui.parts import alone
from explainer.ui.references import BUNDLED, ModelReference
from explainer.ui.runs import listed_names, name_of, own_runs
from explainer.ui.terms import paragraph
from explainer.ui.widgets import bound, segments

A_PAGE = 12


@alone
def pair(frame: Frame) -> None:
    """Another model to choose, and the images on which the answers part."""
    st.header(frame.text(f"{TEXT}.pair"), anchor=False)
    paragraph(frame, f"{TEXT}.pair_lead")
    other = _chosen(frame)
    if other is None:
        return
    first, second = evaluated(frame, frame.model), evaluated(frame, other)
    if first is None or second is None:
        return
    groups = agreement(first.is_right, second.is_right).groups
    _choose_group(frame, {group: len(images) for group, images in groups.items()})
    images = groups[GROUPS[view_of(frame).group]]
    if len(images):
        cards(frame, "pair", images, (first, second), A_PAGE)
    else:
        st.caption(frame.text(f"{TEXT}.group_none"))


def _chosen(frame: Frame) -> ModelInUse | None:
    """Draws the choice of the other model; `None` before one was chosen."""
    text, current = frame.text, frame.session.against
    other = None if current is None else _found(frame, current)
    names = _offered(frame)
    if current is not None and str(current) not in names and current != frame.model.reference:
        # Somebody else's, by a link.
        names[str(current)] = _name(frame, current)
    if not names:
        st.caption(text(f"{TEXT}.pair_none_other"))
        return None
    chosen = str(current) if str(current) in names else None

    def choose(value: str | None) -> None:
        look(replace(view_of(frame), pair=0), against=None if value is None else ModelReference.parse(value))

    st.selectbox(
        text(f"{TEXT}.pair_choose"),
        list(names),
        index=None,
        format_func=names.__getitem__,
        placeholder=text(f"{TEXT}.pair_placeholder"),
        **bound(f"evaluate_against_{frame.model.reference}_{len(names)}", chosen, choose, may_be_empty=True),
    )
    return None if chosen is None else other


def _found(frame: Frame, reference: ModelReference) -> ModelInUse:
    """Loads the other model; one that cannot be had is told on top and forgotten: the choice has no name for it."""
    try:
        return models.find(reference)
    except ExplainerError as error:
        news.leave_error(frame.page, error)
        session.forget("against")
        st.rerun()


def _offered(frame: Frame) -> dict[str, str]:
    """The other epochs of the model in use, then the bundled model and the visitor's own runs, by reference."""
    text, model = frame.text, frame.model
    epochs = [model.reference_at(epoch) for epoch in model.epochs if epoch != model.epoch]
    runs = listed_names(text, [run for run in own_runs(frame.visitor) if run.epoch])
    others = {BUNDLED: text("frame.bundled")} | runs
    others.pop(model.reference.run, None)
    return {str(reference): _name(frame, reference) for reference in epochs} | others


def _name(frame: Frame, reference: ModelReference) -> str:
    text = frame.text
    name = text("frame.bundled") if reference.run == BUNDLED else name_of(text, reference.run)
    return name if reference.epoch is None else text(f"{TEXT}.pair_at_epoch", name=name, epoch=reference.epoch)


def _choose_group(frame: Frame, counts: Mapping[GroupName, int]) -> None:
    text, view = frame.text, view_of(frame)
    with st.container(key="evaluate-groups"):
        segments(
            text(f"{TEXT}.group"),
            GROUPS,
            GROUPS[view.group],
            lambda group: look(replace(view, group=GROUPS.index(group), pair=0)),
            key=f"evaluate_group_{'_'.join(map(str, counts.values()))}",
            words=lambda group: text(f"{TEXT}.group_{group}", count=counts[group]),
        )

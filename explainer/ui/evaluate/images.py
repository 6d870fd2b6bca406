"""Images with the model's answers: mistakes, all test images, own digits, and differences from another model."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

import numpy as np
import streamlit as st

from explainer.errors import ExplainerError
from explainer.evaluation.pairs import GROUPS, GroupName, agreement
from explainer.evaluation.scores import Evaluation, Indices
from explainer.evaluation.view import KINDS, EvaluationView
from explainer.mnist import CLASSES, Images
from explainer.own_digits import OwnDigits
from explainer.training.recipes.recipe import AddedDigits
from explainer.training.store.saved_digits import run_digits
from explainer.ui import caches, many_images, models, notices, session
from explainer.ui.evaluate.evaluation import TEXT, cards, evaluated, look, view_of
from explainer.ui.frame import Frame
from explainer.ui.models import ModelInUse, configuration_of
from explainer.ui.numbers import percent
from explainer.ui.pages import page_link
from explainer.ui.parts import page_fragment
from explainer.ui.references import BUNDLED, ModelReference
from explainer.ui.runs import listed_names, name_of, own_runs
from explainer.ui.terms import paragraph
from explainer.ui.widgets import bound, digit_choice, segments

A_PAGE = 12


@page_fragment
def mistakes(frame: Frame) -> None:
    """Draws every test image that the model in use classifies wrongly."""
    evaluation = evaluated(frame, frame.model)
    if evaluation is None:
        return
    text, found = frame.text, evaluation.mistakes()
    st.header(text(f"{TEXT}.mistakes"), anchor=False)
    st.caption(text(f"{TEXT}.mistakes_{'lead' if len(found) else 'none'}", count=len(found)))
    if len(found):
        cards(frame, "mistake", found, (evaluation,), A_PAGE)


@page_fragment
def browse(frame: Frame) -> None:
    """Draws an expander with the test images, filtered by label and by right or wrong; open if a filter is set."""
    view, first = view_of(frame), EvaluationView()
    is_chosen = (view.kind, view.digit, view.page) != (first.kind, first.digit, first.page)
    with st.expander(
        frame.text(f"{TEXT}.browse"),
        expanded=is_chosen,
        icon=":material/apps:",
        key="evaluate_browse",
        on_change="rerun",
    ) as unfolded:
        if unfolded.open:
            _browsed(frame)


def _browsed(frame: Frame) -> None:
    evaluation = evaluated(frame, frame.model)
    if evaluation is None:
        return
    _choices(frame)
    found = browsed(view_of(frame), evaluation)
    if len(found):
        cards(frame, "page", found, (evaluation,), A_PAGE)
    else:
        st.caption(frame.text(f"{TEXT}.browse_none"))


def browsed(view: EvaluationView, evaluation: Evaluation) -> Indices:
    """The indices of the images that pass the filters, ascending."""
    chosen = np.ones(evaluation.total, dtype=bool)
    if KINDS[view.kind] != "all":
        chosen &= evaluation.is_right == (KINDS[view.kind] == "right")
    if view.digit != CLASSES:
        chosen &= evaluation.labels == view.digit
    return np.flatnonzero(chosen)


def _choices(frame: Frame) -> None:
    text, view = frame.text, view_of(frame)

    def choose_digit(digit: int | None) -> None:
        look(replace(view, digit=CLASSES if digit is None else digit, page=0))

    with st.container(key="evaluate-browse-choices", horizontal=True, vertical_alignment="bottom"):
        segments(
            text(f"{TEXT}.kind"),
            KINDS,
            KINDS[view.kind],
            lambda kind: look(replace(view, kind=KINDS.index(kind), page=0)),
            key="evaluate_kind",
            words=lambda kind: text(f"{TEXT}.kind_{kind}"),
        )
        digit = None if view.digit == CLASSES else view.digit
        digit_choice(text, TEXT, "evaluate_digit", digit, choose_digit)


@page_fragment
def own(frame: Frame) -> None:
    """Draws all digits that the visitor has kept on the Draw page, mistakes first."""
    text, model = frame.text, frame.model
    images, labels = caches.own_sets().images_and_labels(frame.visitor)
    if not labels.size:
        with st.expander(text(f"{TEXT}.own"), icon=":material/draw:"):
            st.caption(text(f"{TEXT}.own_none"))
            page_link(frame, "draw")
        return
    st.header(text(f"{TEXT}.own"), anchor=False)
    evaluation = Evaluation(many_images.predictions_of(model.config, model.weights, images), labels)
    _say_learned(frame, images, evaluation)
    counted = {"right": evaluation.right, "total": evaluation.total, "accuracy": percent(evaluation.accuracy)}
    st.caption(text(f"{TEXT}.own_lead", **counted))
    found = np.concatenate([evaluation.mistakes(), np.flatnonzero(evaluation.is_right)])
    cards(frame, "own", found, (evaluation,), A_PAGE, images)


def _say_learned(frame: Frame, images: Images, evaluation: Evaluation) -> None:
    """Says how many of these images were in the training data: on those, the accuracy is no test."""
    text, model = frame.text, frame.model
    added = None if model.is_bundled or model.epoch == 0 else configuration_of(model).recipe.own_digits
    if added is None:
        return
    digits = _learned_digits(frame, added)
    seen = np.zeros(len(images), dtype=bool) if digits is None else digits.contains(images)
    others = evaluation.is_right[~seen]
    if digits is None or not seen.any():
        st.caption(text(f"{TEXT}.own_learned_{'unknown' if digits is None else 'none'}"))
    elif seen.all():
        st.warning(text(f"{TEXT}.own_learned_all"), icon=":material/school:")
    else:
        counted = {"total": len(seen), "seen": int(seen.sum()), "others": len(others), "right": int(others.sum())}
        said = text(f"{TEXT}.own_learned_some", **counted, accuracy=percent(float(others.mean())))
        st.warning(said, icon=":material/school:")


def _learned_digits(frame: Frame, added: AddedDigits) -> OwnDigits | None:
    """The own digits in the model's training data; `None` if neither its run nor the visitor still has them."""
    with suppress(ExplainerError):
        return run_digits(caches.queue().store.run(frame.model.reference.run), added)
    return caches.own_sets().find(frame.visitor, added)


@page_fragment
def pair(frame: Frame) -> None:
    """Draws an expander with the choice of another model and the images, grouped by which model is right."""
    is_chosen = frame.session.against is not None
    with st.expander(frame.text(f"{TEXT}.pair"), icon=":material/compare_arrows:", expanded=is_chosen):
        _pair(frame)


def _pair(frame: Frame) -> None:
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
    """Draws the choice of the other model; returns `None` until one is chosen."""
    text, current = frame.text, frame.session.against
    other = None if current is None else _found(frame, current)
    names = _offered(frame)
    if current is not None and str(current) not in names and current != frame.model.reference:
        # Another visitor's model, from a link.
        names[str(current)] = _name(frame, current)
    if not names:
        st.caption(text(f"{TEXT}.pair_none_other"))
        return None
    chosen = str(current) if str(current) in names else None

    def choose(value: str | None) -> None:
        look(replace(view_of(frame), pair=0), against=None if value is None else ModelReference.parse(value))

    options = list(names)
    st.selectbox(
        text(f"{TEXT}.pair_choose"),
        options,
        format_func=names.__getitem__,
        placeholder=text(f"{TEXT}.pair_placeholder"),
        **bound(
            f"evaluate_against_{frame.model.reference}_{len(names)}", chosen, choose, start=options, may_be_empty=True
        ),
    )
    return None if chosen is None else other


def _found(frame: Frame, reference: ModelReference) -> ModelInUse:
    """Loads the other model; if that fails, shows the error on top and removes the model from the link."""
    try:
        return models.find(reference)
    except ExplainerError as error:
        notices.add_error(frame.page, error)
        session.forget("against")
        st.rerun()


def _offered(frame: Frame) -> dict[str, str]:
    """Names of the model's other epochs, then of the bundled model and the visitor's runs, by reference."""
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

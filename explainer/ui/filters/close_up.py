"""One filter: its editable kernel and bias, its effect on accuracy, its strongest patches, and redundant filters."""

import functools
from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from explainer import mnist
from explainer.claims.learning import has_learned
from explainer.filters.edge_side import bright_side
from explainer.filters.edits import FilterEdit, with_edit
from explainer.filters.redundancy import DUPLICATE_LIKENESS, SILENT_SHARE, Redundancy, redundancy
from explainer.filters.responses import COMPARED_IMAGES, Responses
from explainer.mnist import TEST_IMAGES
from explainer.network import NetworkConfig
from explainer.text import Text
from explainer.training.models.brought_in import bring_in
from explainer.training.store.names import MAX_NAME_LENGTH, write_name
from explainer.ui import caches, notices, session
from explainer.ui.addresses import where_from
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.filters.choice import TEXT, chosen, without_filters
from explainer.ui.filters.computations import Computed, computed, followed
from explainer.ui.frame import Frame
from explainer.ui.models import configuration_of
from explainer.ui.numbers import decimal, percent
from explainer.ui.pages import page_link
from explainer.ui.parts import explained_on_top, page_fragment
from explainer.ui.pictures import filterbench, filterseen, filterworth
from explainer.ui.pictures.filterbench import FilterInUse
from explainer.ui.places import internal_link, place
from explainer.ui.references import ModelReference
from explainer.ui.stage_words import stage_label
from explainer.ui.terms import Section, what_and_why
from explainer.ui.widgets import segments


def keep(frame: Frame, subject: FilterInUse) -> None:
    """Draws the button that saves an edit as a run. A model before training has no epoch to save it as."""
    if subject.edit is None or frame.model.epoch == 0:
        return
    words, hint = frame.text(f"{TEXT}.keep"), frame.text(f"{TEXT}.keep_help")
    if st.button(words, key="filter_keep", icon=":material/bookmark_add:", help=hint):
        with explained_on_top(frame.page):
            _keep(frame, subject, computed(frame, subject))
            st.rerun()


def _keep(frame: Frame, subject: FilterInUse, found: Computed) -> None:
    model, stage = frame.model, subject.stage
    assert subject.edit is not None
    right = None if found.changed is None or found.changed.result is None else int(found.changed.result.sum())
    run = bring_in(
        caches.queue().store,
        configuration_of(model),
        with_edit(model.weights, stage.name, subject.index, subject.edit),
        None if right is None else right / TEST_IMAGES,
        frame.visitor,
        epoch=model.epoch,
        address=where_from(),
    )
    label = stage_label(frame.text, model.config, stage)
    name = frame.text(f"{TEXT}.kept_name", filter=subject.index, stage=label)[:MAX_NAME_LENGTH]
    write_name(run, name)
    session.change(model=ModelReference(run.id), edit=None)
    notices.add(frame.page, "success", notices.sentence(f"{TEXT}.kept", name=name))


def marked(frame: Frame, subject: FilterInUse, responses: Responses) -> None:
    """Draws links to silent and duplicate filters, with the rules that define them."""
    text, found = frame.text, redundancy(responses)
    st.header(text(f"{TEXT}.marks"), anchor=False)
    st.markdown("  \n".join(sentences(frame, subject, found)), unsafe_allow_html=True)
    limits = {"share": percent(SILENT_SHARE, 0), "likeness": DUPLICATE_LIKENESS, "images": COMPARED_IMAGES}
    st.caption(Section(frame, "marks").mark(text(f"{TEXT}.marks_rule", **limits)), unsafe_allow_html=True)


def sentences(frame: Frame, subject: FilterInUse, found: Redundancy) -> list[str]:
    """Sentences on the layer's silent and duplicate filters, as HTML in Markdown."""
    text = frame.text

    def link(index: int) -> str:
        if index == subject.index:
            return f"<strong>{index}</strong>"
        there = place(frame, "filters", {"stage": subject.stage.name, "filter": str(index)})
        return internal_link(there.address, str(index))

    def names(indices: Iterable[int], joint: str) -> str:
        return joint.join(map(link, indices))

    comma = text(f"{TEXT}.comma")
    silent = text(f"{TEXT}.silent", filters=names(found.silent, comma)) if found.silent else text(f"{TEXT}.silent_none")
    if not found.pairs:
        return [silent, text(f"{TEXT}.duplicates_none")]
    pairs = comma.join(names(pair, text(f"{TEXT}.alike")) for pair in found.pairs)
    return [silent, text(f"{TEXT}.duplicates", filters=pairs)]


@page_fragment
def close_up(frame: Frame) -> None:
    """Draws the page of the filter in the link."""
    subject = chosen(frame)
    if subject is None:
        st.title(frame.text(f"{TEXT}.title_none"), anchor=False)
        st.info(frame.text(f"{TEXT}.no_convolution"), icon=":material/info:")
        return
    _heading(frame, subject)
    with st.container(key="filter-bench"):
        with st.container(key="filter-kernel"):
            _bench(frame, subject)
            keep(frame, subject)
        with st.container(key="filter-worth"):
            draw = functools.partial(_worth, frame, subject)
            followed(frame, subject, draw, lambda found: found.of_worth, every=0.4)
    with st.container(key="filter-seen"):
        draw = functools.partial(_seen, frame, subject)
        followed(frame, subject, draw, lambda found: found.of_what_is_seen, every=1.0)


def _heading(frame: Frame, subject: FilterInUse) -> None:
    text, config = frame.text, frame.model.config
    with st.container(key="filter-places", horizontal=True, vertical_alignment="center"):
        stages = config.convolutions
        if len(stages) > 1:
            names = {stage.name: stage_label(text, config, stage) for stage in stages}
            segments(
                text(f"{TEXT}.layer"),
                list(names),
                subject.stage.name,
                lambda name: _choose(stage=name, filter=None, channel=None, edit=None),
                key="filter_stage",
                words=names.__getitem__,
                label_visibility="collapsed",
            )
        there = {"stage": subject.stage.name, "filter": str(subject.index)}
        page_link(frame, "walkthrough", text(f"{TEXT}.back"), there)
    label = stage_label(text, config, subject.stage)
    st.title(text(f"{TEXT}.title", filter=subject.index, stage=label), anchor=False)
    elsewhere = without_filters(frame, subject)
    if elsewhere is not None:
        asked = stage_label(text, config, elsewhere)
        st.info(text(f"{TEXT}.without_filters", stage=asked), icon=":material/info:")
    is_trained = has_learned(frame.model.epoch, frame.model.test_accuracy)
    what_and_why(
        frame,
        (text("page.walkthrough.what"), what(text, config, subject, is_trained=is_trained)),
        (text("page.walkthrough.why"), text(f"{TEXT}.why")),
    )


def what(text: Text, config: NetworkConfig, subject: FilterInUse, *, is_trained: bool) -> str:
    """A sentence on what the filter computes, with its edit; for a trained filter of the first layer, on its edge."""
    if subject.stage != config.stages[1]:
        channels = subject.stage.input_shape[-1]
        return text(f"{TEXT}.what_many" if channels > 1 else f"{TEXT}.what_one", channels=channels)
    kernel = subject.kernel if subject.edit is None else subject.edit.applied(subject.kernel)
    side = bright_side(kernel[..., 0]) if is_trained else None
    return text(f"{TEXT}.what_{side or 'pixels'}")


def _choose(**choices: Any) -> None:
    session.change(row=None, column=None, **choices)


def _bench(frame: Frame, subject: FilterInUse) -> None:
    """Draws kernel, bias and maps. The browser computes the maps, and sends an edit when the visitor pauses."""
    model, pixels, stage = frame.model, frame.image.pixels, subject.stage

    def choose(answer: Mapping[str, object]) -> None:
        index = index_in(answer, "filter", stage.channels)
        channel = index_in(answer, "channel", stage.input_shape[-1])
        words = answer.get("edit")
        if index is None or channel is None or not isinstance(words, str):
            return
        edit = FilterEdit.parse(words) if words else None
        if edit is not None and not edit.fits(subject.kernel):
            edit = None
        _choose(stage=stage.name, filter=index, channel=channel or None, edit=edit)

    others = changed = frame.trace
    if subject.edit is not None:
        elsewhere = subject.edit.outside(subject.channel, stage.input_shape[-1])
        changed = model.try_out(pixels, with_edit(model.weights, stage.name, subject.index, subject.edit))
        if elsewhere is not None:
            others = model.try_out(pixels, with_edit(model.weights, stage.name, subject.index, elsewhere))
    scene = filterbench.scene(subject, frame.trace, others, changed, frame.text)
    mount("filterbench", *scene, key=f"filterbench-{stage.name}", on_choice=choose)


def _worth(frame: Frame, subject: FilterInUse, found: Computed) -> None:
    """Draws the test accuracy as learned, with the edit, and without each filter."""
    text, worth = frame.text, found.worth

    def choose(answer: Mapping[str, object]) -> None:
        index = index_in(answer, "filter", subject.stage.channels)
        if index is not None:
            _choose(stage=subject.stage.name, filter=index, channel=None, edit=None)

    if found.learned is None:
        st.info(text(f"{TEXT}.too_large"), icon=":material/info:")
        return
    changed = None if found.changed is None else (changed_words(frame, subject), found.changed.result)
    panel = filterworth.Panel(
        index=subject.index,
        filters=subject.stage.channels,
        learned=found.learned.result,
        changed=changed,
        worth=None if worth is None else worth.result,
        progress=None if worth is None else worth.progress,
        evaluation=place(frame, "evaluate").address,
    )
    mount("filterworth", filterworth.scene(panel, TEST_IMAGES, text), {}, key="filterworth", on_choice=choose)
    if worth is None:
        st.caption(text(f"{TEXT}.too_large_each"))


def changed_words(frame: Frame, subject: FilterInUse) -> str:
    """The name of an edit: the weight or bias if only one number changed, otherwise the number of changes."""
    edit = subject.edit or FilterEdit(())
    if edit.bias is not None:
        if not edit.changes:
            return frame.text(f"{TEXT}.bias_changed", bias=decimal(edit.bias / 1_000, 3))
        return frame.text(f"{TEXT}.both_changed", count=edit.count)
    if edit.count == 1:
        return frame.text(f"{TEXT}.one_changed", weight=decimal(edit.changes[0][1] / 1_000, 3))
    return frame.text(f"{TEXT}.many_changed", count=edit.count)


def _seen(frame: Frame, subject: FilterInUse, found: Computed) -> None:
    """Draws the strongest patches of the filter, and the digits that use it."""
    responses = found.responses.result
    if responses is None:
        st.progress(found.responses.progress, text=frame.text(f"{TEXT}.looking", count=TEST_IMAGES))
        return

    def address_of(image: int) -> str:
        there = {"image": f"test-{image}", "stage": subject.output.name, "filter": str(subject.index)}
        return place(frame, "walkthrough", there).address

    known = filterseen.Known(
        responses=responses,
        worth=None if found.worth is None else found.worth.result,
        is_worth_computed=found.worth is not None,
    )
    scene = filterseen.scene(known, subject.index, mnist.load(), address_of, frame.text)
    mount("filterseen", *scene, key="filterseen")
    marked(frame, subject, responses)

"""A changed kernel kept as a model of one's own, which can then be used on every page."""

from __future__ import annotations

import streamlit as st

from explainer.filters.edits import with_edit
from explainer.mnist import TEST_IMAGES
from explainer.training.models.brought_in import bring_in
from explainer.training.store.names import MAX_NAME_LENGTH, write_name
from explainer.ui import caches, news, session
from explainer.ui.addresses import where_from
from explainer.ui.filters.computing import Computed, computed
from explainer.ui.filters.subject import TEXT
from explainer.ui.frame import Frame
from explainer.ui.models import configuration_of
from explainer.ui.parts import explained_on_top
from explainer.ui.pictures.filterbench import Subject
from explainer.ui.references import ModelReference
from explainer.ui.titles import stage_label


def keep(frame: Frame, subject: Subject) -> None:
    """The button that keeps the change, once there is one. A model before its training has no epoch to keep it as.

    Args:
        frame: The page's frame.
    """
    if subject.edit is None or frame.model.epoch == 0:
        return
    words, hint = frame.text(f"{TEXT}.keep"), frame.text(f"{TEXT}.keep_help")
    if st.button(words, key="filter_keep", icon=":material/bookmark_add:", help=hint):
        with explained_on_top(frame.page):
            _keep(frame, subject, computed(frame, subject))
            st.rerun()


def _keep(frame: Frame, subject: Subject, found: Computed) -> None:
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
    news.leave(frame.page, "success", news.sentence(f"{TEXT}.kept", name=name))

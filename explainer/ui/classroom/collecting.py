"""The teacher's view of the class's digits: collect them, show them, train with them and download them."""

from collections.abc import Iterator
from contextlib import suppress

import streamlit as st

from explainer.classroom import ClassDigits, ClassroomStore, Snapshot
from explainer.errors import ExplainerError
from explainer.evaluation.scores import Evaluation
from explainer.own_digits import OwnDigits
from explainer.training.recipes.recipe import FAST, OWN, AddedDigits
from explainer.training.store.listed_runs import ListedRun
from explainer.training.store.saved_digits import run_digits
from explainer.ui import caches, class_now, many_images, models, session
from explainer.ui.classroom.wall import WALL, accuracies, wall
from explainer.ui.frame import Frame
from explainer.ui.pages import go_to
from explainer.ui.references import BUNDLED_MODEL, ModelReference
from explainer.ui.runs import listed_name, own_runs
from explainer.ui.widgets import bound

REPEATS = 10
"""The default number of times that an epoch contains each of the class's digits."""


def collect(frame: Frame, snapshot: Snapshot) -> None:
    """Draws the class's digits for a teacher."""
    text, drawn = frame.text, caches.classrooms().drawings(snapshot)
    with st.container(key="class-digits-switches", horizontal=True, vertical_alignment="center", gap="medium"):
        for name, is_on in (("is_open", snapshot.wall.is_open), ("is_shown", snapshot.wall.is_shown)):
            _switch(frame, snapshot.code, name, is_on=is_on)
    st.caption(text(f"{WALL}.collecting" if snapshot.wall.is_open else f"{WALL}.not_collecting"))
    wall(frame, snapshot)
    if len(drawn):
        _training(frame, drawn)
        _before_and_after(frame, drawn)
        st.download_button(
            text(f"{WALL}.download"),
            drawn.digits.npz,
            "class-digits.npz",
            "application/octet-stream",
            key="class_digits_file",
            icon=":material/download:",
            help=text("page.draw.own_home_help"),
            on_click="ignore",
        )


def _switch(frame: Frame, code: str, name: str, *, is_on: bool) -> None:
    def change(wanted: bool) -> None:
        def set_wall(store: ClassroomStore) -> None:
            store.set_wall(code, frame.visitor, **{name: wanted})

        class_now.change_class(code, set_wall)

    st.toggle(frame.text(f"{WALL}.{name}"), **bound(f"class_{name}", is_on, change))


def _training(frame: Frame, drawn: ClassDigits) -> None:
    """Draws the button that opens the Train page with the digits of most writers; the others' digits are held out."""
    text = frame.text
    st.header(text(f"{WALL}.training"), anchor=False)
    learned, held_out = drawn.chosen(~drawn.held_out), drawn.chosen(drawn.held_out)
    if not len(held_out):
        st.caption(text(f"{WALL}.one_writer"))
        return
    counts = {"learned": len(learned), "writers": len(set(learned.writers))}
    held = {"held_out": len(held_out), "others": len(set(held_out.writers))}
    st.markdown(text(f"{WALL}.training_lead", **counts, **held))
    if st.button(text(f"{WALL}.train", count=len(learned)), key="class_train", icon=":material/model_training:"):
        caches.own_sets().lend(frame.visitor, learned.digits)
        added = AddedDigits(images=len(learned), repeats=REPEATS, digest=learned.digits.digest)
        recipe = (frame.session.own_recipe or FAST).own.model_copy(update={"own_digits": added})
        go_to("train", session.change(run=None, recipe=OWN, training=recipe))


def _before_and_after(frame: Frame, drawn: ClassDigits) -> None:
    """Draws the accuracies of the bundled model and of the newest run that was trained on the class's digits.

    Both are measured on the digits of writers whom the run was not trained on.
    """
    found = next(_trainings(frame, drawn), None)
    if found is None:
        return
    text, (listed, learned) = frame.text, found
    others = drawn.of_others(learned)
    if not len(others):
        st.caption(text(f"{WALL}.none_held_out"))
        return
    rows = []
    for reference in (BUNDLED_MODEL, ModelReference(listed.run_id)):
        model = models.find(reference).learned
        evaluation = Evaluation(many_images.class_predictions(model, others.digits.images), others.digits.labels)
        before = reference == BUNDLED_MODEL
        name = text("frame.bundled") if before else listed_name(text, listed)
        rows.append((text(f"{WALL}.{'before' if before else 'after'}", name=name), evaluation))
    st.markdown(text(f"{WALL}.held_out_lead", count=len(others), writers=len(set(others.writers))))
    accuracies(text, rows)


def _trainings(frame: Frame, drawn: ClassDigits) -> Iterator[tuple[ListedRun, OwnDigits]]:
    """The visitor's runs that were trained on some of the class's digits, newest first, each with its own digits."""
    for listed in own_runs(frame.visitor):
        added = listed.request.recipe.own_digits
        if listed.epoch and added is not None:
            with suppress(ExplainerError):
                learned = run_digits(listed.run, added)
                if learned.contains(drawn.digits.images).any():
                    yield listed, learned

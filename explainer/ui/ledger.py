"""The logits' second picture: a score traced back to the pixels."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from explainer.errors import ExplainerError
from explainer.network import Stage
from explainer.ui import notices, session
from explainer.ui.components.mounting import mount
from explainer.ui.components.payload import Scene
from explainer.ui.frame import Frame
from explainer.ui.pictures.ledger import scene
from explainer.ui.pictures.ledger_lines import LedgerContext
from explainer.ui.references import LedgerPath
from explainer.ui.stage_words import StageWords, stage_words
from explainer.ui.widgets import segments

SCORES = "scores"
LEDGER = "ledger"
_KEY = "logits_view"


def words(frame: Frame, stage: Stage) -> StageWords:
    """The title and description of a stage; of a traced score, those of the comparison of two classes."""
    if not is_open(frame, stage):
        return stage_words(frame.text, frame.model.config, stage)
    first, second = classes(frame)
    logits = frame.trace.logits
    higher, lower = (first, second) if logits[first] >= logits[second] else (second, first)
    text = frame.text
    return StageWords(
        title=text("page.ledger.title", higher=higher, lower=lower),
        what=text("page.ledger.what"),
        why=text("page.ledger.why"),
    )


def is_open(frame: Frame, stage: Stage) -> bool:
    """Whether the stage shows the traced score instead of all ten scores."""
    return stage.is_logits and frame.session.trail is not None


def classes(frame: Frame) -> tuple[int, int]:
    """The two compared classes: those of the link, or the prediction and the runner-up."""
    trail = frame.session.trail
    if trail is not None and trail.classes is not None:
        return trail.classes
    order = np.argsort(-frame.trace.logits, kind="stable")
    return int(order[0]), int(order[1])


def switch(frame: Frame, stage: Stage) -> None:
    """Draws the switch between the ten scores and the traced score; at the logits only."""
    if not stage.is_logits:
        return
    segments(
        frame.text("page.ledger.view"),
        [SCORES, LEDGER],
        LEDGER if is_open(frame, stage) else SCORES,
        lambda view: session.change(trail=LedgerPath() if view == LEDGER else None),
        key=_KEY,
        words=lambda view: frame.text(f"page.ledger.{view}"),
        label_visibility="collapsed",
    )


def picture(frame: Frame) -> None:
    """Draws the traced score, column by column. Choosing a part opens the columns of its own parts."""
    trail = frame.session.trail or LedgerPath()

    def choose(answer: Mapping[str, object]) -> None:
        chosen = answer.get("trail")
        parsed = LedgerPath.parse(chosen) if isinstance(chosen, str) else None
        if parsed is not None:
            session.change(trail=parsed)

    mount("ledger", *_scene(frame, trail), key="ledger", on_choice=choose)


def _scene(frame: Frame, trail: LedgerPath) -> Scene:
    """The picture of the link's path; if the network has no such path, the strongest one, with a notice."""
    chosen = classes(frame)

    def context(choices: tuple[int, ...]) -> LedgerContext:
        return LedgerContext(
            trace=frame.trace,
            weights=frame.model.weights,
            config=frame.model.config,
            text=frame.text,
            classes=chosen,
            choices=choices,
            trail=str(trail),
        )

    try:
        return scene(context(trail.choices))
    except ExplainerError as error:
        if error.code != "trail_does_not_fit":
            raise
        notices.add_error(frame.page, error, follow_up="page.ledger.strongest_instead")
        session.change(trail=LedgerPath(trail.classes))
        st.rerun()

"""The teacher's choice of the next question."""

from dataclasses import replace

import streamlit as st

from explainer.classroom import PosedQuestion
from explainer.classroom.spread import tells_mistakes_apart
from explainer.network import Stage
from explainer.questions import Asked, ask, makers_of
from explainer.ui import class_now, session
from explainer.ui.class_now import TEXT
from explainer.ui.frame import Frame
from explainer.ui.parts import page_fragment
from explainer.ui.pictures.question import placeholders, wording, written_answer
from explainer.ui.stage_words import stage_label
from explainer.ui.widgets import bound

_TURN = "class_turn"
"""Session key: the number of times that the teacher requested other numbers."""


@page_fragment
def choose(frame: Frame) -> None:
    """Draws the choice of the next question, among those whose usual mistakes give different answers."""
    text = frame.text
    snapshot = class_now.current(frame)
    if snapshot is None:
        return
    label = text(f"{TEXT}.choose")
    with st.expander(label, icon=":material/quiz:", expanded=snapshot.question is None, key="class_choose"):
        stage = _choose_stage(frame)
        offered = _offered(frame, stage)
        if not offered:
            st.info(text(f"{TEXT}.nothing_to_ask"))
            return
        number = _choose_number(frame, stage, offered)
        _preview(frame, stage, offered[number])
        with st.container(horizontal=True, gap="small"):
            st.button(text("question.other"), key="class_other", on_click=_other_numbers)
            if st.button(text(f"{TEXT}.ask"), key="class_ask", icon=":material/send:", type="primary"):
                _pose(frame, snapshot.code, stage, number)
                st.rerun()


def _choose_stage(frame: Frame) -> Stage:
    text, config = frame.text, frame.model.config
    stages = {stage.name: stage for stage in config.stages if makers_of(stage)}
    first = next((name for name, stage in stages.items() if stage.settings.has_kernel), next(iter(stages)))
    chosen = session.remembered("class_stage_chosen", frame.session.stage)
    chosen = chosen if chosen in stages else first

    def choose(name: str) -> None:
        session.remember("class_stage_chosen", name)
        session.remember(_TURN, 0)

    widget = bound(f"class_stage_{config.fingerprint}", chosen, choose, start=list(stages))
    label = text(f"{TEXT}.stage")
    st.selectbox(label, list(stages), format_func=lambda name: stage_label(text, config, stages[name]), **widget)
    return stages[chosen]


def _offered(frame: Frame, stage: Stage) -> dict[int, Asked]:
    """The stage's questions whose usual mistakes give different answers, by number."""
    count, turn = len(makers_of(stage)), int(session.remembered(_TURN, 0))
    numbers = range(turn * count, (turn + 1) * count)
    asked = {number: ask(frame.trace, frame.model.weights, stage, number) for number in numbers}
    return {number: one for number, one in asked.items() if one is not None and tells_mistakes_apart(one.question)}


def _choose_number(frame: Frame, stage: Stage, offered: dict[int, Asked]) -> int:
    text, numbers = frame.text, list(offered)

    def name(number: int) -> str:
        question = offered[number].question
        title = wording(text, stage, question)["title"]
        return text(f"{TEXT}.option", title=title, count=len(question.mistakes))

    key = f"class_number_{stage.name}_{session.remembered(_TURN, 0)}_{text.language}"
    return int(st.radio(text(f"{TEXT}.question"), numbers, key=key, format_func=name))


def _preview(frame: Frame, stage: Stage, asked: Asked) -> None:
    text, question = frame.text, asked.question
    st.markdown(wording(text, stage, question)["ask"])
    values = placeholders(text, stage, question)
    lines = [f"**{written_answer(text, question, question.answer)}** · {text(f'{TEXT}.group_right')}"]
    for mistake in question.mistakes:
        title = text(f"question.mistake.{mistake.name}", **values)
        lines.append(f"**{written_answer(text, question, mistake.value)}** · {title}")
    st.markdown("\n".join(f"- {line}" for line in lines))


def _other_numbers() -> None:
    session.remember(_TURN, int(session.remembered(_TURN, 0)) + 1)


def _pose(frame: Frame, code: str, stage: Stage, number: int) -> None:
    """Asks the class a question about the current weights and image."""
    model, image = frame.model, frame.image
    reference = image.reference
    if reference.source == "drawing":
        reference = replace(reference, drawn=image.pixels)
    posed = PosedQuestion(0, str(replace(model.reference, epoch=model.epoch)), str(reference), stage.name, number)
    class_now.change_class(code, lambda store: store.ask(code, frame.visitor, posed))

"""The question of a class, recomputed from the teacher's choices, so that it is the same for every member."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from explainer.classroom import PosedQuestion
from explainer.errors import ExplainerError
from explainer.network import Stage
from explainer.questions import Asked, Question, ask
from explainer.ui.frame import Frame
from explainer.ui.pictures.question import QuestionContext, Way, placeholders, scene, wording
from explainer.ui.query import parse
from explainer.ui.questions import Asking, Attempt
from explainer.ui.terms import mount_with_terms
from explainer.ui.walkthrough import STAGE_PICTURES, context_of

_WITHOUT_PLACE: Mapping[str, Any] = dict.fromkeys(("filter", "channel", "row", "column", "trail"))


@dataclass(frozen=True)
class ClassQuestion:
    """A question for a class.

    Attributes:
        frame: A frame with the model and the image of the question.
    """

    frame: Frame
    posed: PosedQuestion
    stage: Stage
    asked: Asked

    @property
    def question(self) -> Question:
        """The question with its answer."""
        return self.asked.question

    @property
    def words(self) -> dict[str, str]:
        """The question's title and text."""
        return wording(self.frame.text, self.stage, self.question)

    @property
    def placeholders(self) -> dict[str, str]:
        """Every number of the question, formatted."""
        return placeholders(self.frame.text, self.stage, self.question)

    @property
    def steps(self) -> list[Way]:
        """The steps of the calculation."""
        context = QuestionContext(text=self.frame.text, stage=self.stage, asked=self.asked, identity="", state="shown")
        shown: list[Way] = scene(context)[0]["steps"]
        return shown

    @property
    def is_pictured(self) -> bool:
        """Whether the stage's picture can hide the number that is the answer."""
        hides = STAGE_PICTURES[self.stage.settings.picture].hides_a_number
        return self.question.index is not None and hides(self.stage)

    def picture(self) -> None:
        """Draws the stage's picture, with the number hidden until the answer is revealed.

        Draws nothing before then if the picture cannot hide it.
        """
        is_revealed = self.posed.state == "revealed"
        if self.is_pictured or is_revealed:
            key = (self.posed.model, self.posed.image, self.stage.name, self.posed.turn)
            asking = Asking(key, self.asked, Attempt("shown") if is_revealed else None)
            context = context_of(self.frame, self.stage, asking)
            name = self.stage.settings.picture
            shown = STAGE_PICTURES[name].scene(replace(context, question=f"class {asking.identity}"))
            mount_with_terms(self.frame, name, shown, key=f"class-stage-{self.stage.name}")


def asked_in_class(frame: Frame, posed: PosedQuestion) -> ClassQuestion:
    """Recomputes a question.

    Raises:
        ExplainerError: `class_question_gone` if it cannot be asked; also if its model or image is not available.
    """
    chosen, _ = parse({"model": posed.model, "image": posed.image, "stage": posed.stage}, frame.session)
    own = Frame(frame.page, replace(chosen, question=posed.turn, **_WITHOUT_PLACE), frame.visitor)
    stage = own.model.config.stage(posed.stage)
    asked = None if stage is None else ask(own.trace, own.model.weights, stage, posed.turn)
    if stage is None or asked is None:
        raise ExplainerError("class_question_gone", f"Expected a question that can be asked; received {posed}.")
    return ClassQuestion(own, posed, stage, asked)

"""A question and its answer: what is known, the field to answer in, and, once answered, every step of the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from explainer.classroom import QuestionState
from explainer.network import Stage
from explainer.questions import Asked, Question, SolutionStep, Verdict
from explainer.text import Text
from explainer.ui.components.payload import Scene
from explainer.ui.numbers import MINUS, closed_parts, decimal

State = Literal["right", "mistake", "nearly", "wrong", "unreadable", "shown"]
"""What became of a question: what is said of the answer; an answer that is no number; or the answer was asked for."""

CHOICES = {1: "plus", 0: "zero", -1: "minus"}
"""What the catalogue calls answers that are directions."""
SIGNED = ("plus", "minus", "bias", "shift")
"""Numbers that are written with their sign, since they are added."""

WORDS = (
    "yours",
    "answer",
    "minus",
    "minus_key",
    "check",
    "show",
    "again",
    "next",
    "other",
    "given",
    "way",
    "where",
    "way_later",
    "here",
    "right_step",
    "failing_step",
    "progress_note",
)
"""What the component says itself."""


class Field(TypedDict):
    """Where the answer goes: typed, or one of some choices; `value` is what was answered last."""

    is_whole: bool
    is_signed: bool
    unit: str
    choices: list[str]
    value: str


class Row(TypedDict):
    """Something that is known; `sign` is that of its number, for the colour."""

    label: str
    note: str
    value: str
    sign: int


class Way(TypedDict):
    """A step of the way."""

    name: str
    how: str
    value: str
    sign: int
    state: Literal["right", "failing", "after", "plain"]
    is_here: bool


class Said(TypedDict):
    """What is said of the answer."""

    state: State
    title: str
    hint: str


class Dot(TypedDict):
    """How far the visitor is with a stage."""

    label: str
    state: Literal["open", "right", "seen"]
    is_current: bool


class Meta(TypedDict):
    """All of it, in the visitor's language.

    Attributes:
        is_open: Whether it can be answered now.
        wishes: The buttons below it, by the names of their words.
        steps: None until the answer is given.
    """

    identity: str
    is_open: bool
    wishes: list[str]
    place: str
    field: Field
    tolerance: str
    given: list[Row]
    said: Said | None
    steps: list[Way]
    progress: str
    dots: list[Dot]
    text: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class QuestionContext:
    """What the card needs to know.

    Attributes:
        identity: Which question it is: another one starts afresh.
        is_pictured: Whether the stage's picture shows what the answer is made of.
        answer: What the visitor typed; empty before.
        state: What became of it; `None` before.
        verdict: What is to be said of a number.
        dots: How far the visitor is with each stage.
    """

    text: Text
    stage: Stage
    asked: Asked
    identity: str
    is_pictured: bool = False
    answer: str = ""
    state: State | None = None
    verdict: Verdict | None = None
    dots: Sequence[Dot] = ()


def wording(text: Text, stage: Stage, question: Question) -> dict[str, str]:
    """Title and sentence of a question."""
    values = placeholders(text, stage, question)
    return {part: text(f"question.ask.{question.name}.{part}", **values) for part in ("title", "ask")}


def placeholders(text: Text, stage: Stage, question: Question) -> dict[str, str]:
    """Every number of a question and of its steps as it is written, by name."""
    numbers: dict[str, Any] = dict(question.numbers)
    for step in question.steps:
        numbers |= step.numbers
    answer = written_answer(text, question, question.answer)
    return {"source": stage.settings.source, "answer": answer} | _written(text, numbers, question.decimals)


def scene(context: QuestionContext) -> Scene:
    """Describes a question for its component."""
    text, question = context.text, context.asked.question
    is_open = _is_open(context)
    table = text.table("question")
    chosen = next((choice for choice in question.choices if str(choice) == context.answer), None)
    meta: Meta = {
        "identity": context.identity,
        "is_open": is_open,
        "wishes": ["show"] if is_open else ["again", "next", "other"],
        "place": text("question.place", number=context.asked.number + 1, count=context.asked.count),
        "field": {
            "is_whole": question.is_whole,
            "is_signed": question.is_signed,
            "unit": question.unit,
            "choices": [_choice(text, question, choice) for choice in question.choices],
            "value": context.answer if chosen is None else _choice(text, question, chosen),
        },
        "tolerance": "" if question.is_whole else text("question.tolerance", tolerance=f"{question.tolerance:g}"),
        # Once it is answered, a picture has all of it, the bias included.
        "given": _given(context) if is_open or not context.is_pictured else [],
        "said": _said(context),
        "steps": [] if is_open else _steps(context),
        "progress": text("question.progress", count=len(context.dots)),
        "dots": list(context.dots),
        "text": {word: table[word] for word in WORDS},
    }
    return meta, {}


def class_scene(context: QuestionContext, state: QuestionState) -> Scene:
    """Describes a question that a teacher has asked: neither a step nor a button leads to the answer before they do.

    Args:
        state: Whether it can be answered, or no longer, or everyone is shown the answer.
    """
    text, is_revealed = context.text, state == "revealed"
    meta, arrays = scene(context)
    answered = not _is_open(context)
    said = meta["said"]
    if said is not None and context.state in ("nearly", "wrong") and not is_revealed:
        # They tell the answer, or speak of steps that are not seen yet.
        said = said | {"hint": ""}
    words = {name: text(f"page.class.card.{name}") for name in ("yours", "check", "way_later", "again")}
    hidden = {} if is_revealed else {"steps": [], "given": _given(context)}
    changes = {
        "is_open": state == "open" and not answered,
        "wishes": ["again"] if state == "open" and answered else [],
        "place": "",
        "said": said,
        "progress": "",
        "text": meta["text"] | words,
        **hidden,
    }
    return {**meta, **changes}, arrays


def _is_open(context: QuestionContext) -> bool:
    """Whether no answer has been taken yet."""
    return context.state in (None, "unreadable")


def written_answer(text: Text, question: Question, value: float) -> str:
    """An answer to a question, right or wrong, as it is written.

    Args:
        value: The answer; of a question for a whole number, one.
    """
    return f"{_result(text, question, value)} {question.unit}".rstrip()


def _result(text: Text, question: Question, value: float) -> str:
    if question.choices:
        return _choice(text, question, int(value))
    return f"{value:,.0f}".replace("-", MINUS) if question.is_whole else decimal(value, question.decimals)


def _choice(text: Text, question: Question, value: int) -> str:
    """A choice in words, if the catalogue has some; else the number."""
    name = f"question.choice.{question.name}_{CHOICES.get(value)}"
    return text(name) if name in text else str(value)


def _written(text: Text, numbers: Mapping[str, Any], decimals: int) -> dict[str, str]:
    return {name: _one(text, name, value, decimals) for name, value in numbers.items()}


def _one(text: Text, name: str, value: float | str, decimals: int) -> str:
    if isinstance(value, str):
        return text(f"component.activation.name_{value}") if name == "function" and value else value
    if isinstance(value, int):
        return f"{value:,}".replace("-", MINUS)
    return decimal(value, decimals, signed=name in SIGNED)


def _given(context: QuestionContext) -> list[Row]:
    """The terms that the answer is made of, unless the picture has them; the bias; an unusual function's formula."""
    text, question = context.text, context.asked.question
    rows = [] if context.is_pictured else _terms(text, question)
    if question.bias is not None:
        rows.append(_row(text("question.term.bias"), question.bias, question.decimals, signed=True))
    formula = f"question.formula.{question.numbers.get('function')}"
    if formula in text:
        rows.append({"label": text("question.term.formula"), "note": text(formula), "value": "", "sign": 0})
    return rows


def _terms(text: Text, question: Question) -> list[Row]:
    values = [term.term for term in question.terms]
    is_sum = question.bias is not None
    if is_sum and values:
        values = closed_parts(_shown(question)[1] or 0.0, values, question.decimals)
    rows = []
    for term, shown in zip(question.terms, values, strict=True):
        label = text(f"question.term.{term.name}", number=f"{term.number:,}")
        row = _row(label, shown, question.decimals, signed=is_sum)
        if term.value is not None and term.factor is not None:
            factors = {"value": term.value, "factor": term.factor}
            row["note"] = text("question.term.product", **_written(text, factors, question.decimals))
        rows.append(row)
    return rows


def _row(label: str, value: float, decimals: int, *, signed: bool) -> Row:
    written = decimal(value, decimals, signed=signed)
    return {"label": label, "note": "", "value": written, "sign": (value > 0) - (value < 0) if signed else 0}


def _shown(question: Question) -> list[float | None]:
    """The steps' values as they are shown: the last is rounded first, and what is added comes off it as shown."""
    shown: list[float | None] = [None if step.value is None else float(step.value) for step in question.steps]
    decimals = question.decimals
    known: float | None = None
    for place in reversed(range(len(shown))):
        value = shown[place]
        if value is None:
            continue
        rounded = known if known is not None else round(value, decimals)
        shown[place] = rounded
        added = question.steps[place].added
        known = None if added is None else round(rounded - round(added, decimals), decimals)
    return shown


def _said(context: QuestionContext) -> Said | None:
    """What is said of the answer; of a known mistake, which."""
    if context.state is None:
        return None
    text, question = context.text, context.asked.question
    values = placeholders(text, context.stage, question)
    values["example"] = "12" if question.is_whole else f"0.53 / {MINUS}2.1" if question.is_signed else "0.53"
    table = f"question.verdict.{context.state}"
    if context.verdict is not None and context.verdict.mistake is not None:
        table = f"question.mistake.{context.verdict.mistake.name}"
    return {"state": context.state, "title": text(table, **values), "hint": text(f"{table}_hint", **values)}


def _steps(context: QuestionContext) -> list[Way]:
    """Every step; those before the one that went wrong are right."""
    text, question, verdict = context.text, context.asked.question, context.verdict
    failing = verdict.failing if verdict is not None and verdict.kind == "mistake" else None
    state: Literal["right", "failing", "after", "plain"] = "plain"
    if failing is not None or context.state == "right":
        state = "right"
    rows: list[Way] = []
    for step, shown in zip(question.steps, _shown(question), strict=True):
        is_failing = step.name == failing
        rows.append(_way(text, question, step, shown))
        rows[-1]["state"] = "failing" if is_failing else state
        rows[-1]["is_here"] = failing is not None and verdict is not None and step.name == verdict.reached
        if is_failing:
            state = "after"
    return rows


def _way(text: Text, question: Question, step: SolutionStep, shown: float | None) -> Way:
    values = _written(text, {**question.numbers, **step.numbers}, question.decimals)
    is_last = step is question.steps[-1]
    written = "" if shown is None else _result(text, question, shown)
    return {
        "name": text(f"question.step.{step.name}"),
        "how": text(f"question.step.{step.name}_how", **values),
        "value": f"{written} {question.unit}".rstrip() if is_last else written,
        "sign": 0 if shown is None or question.is_whole else (shown > 0) - (shown < 0),
        "state": "plain",
        "is_here": False,
    }

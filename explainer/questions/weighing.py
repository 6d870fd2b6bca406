"""Questions about a weighted sum of inputs plus a bias."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from explainer.network.kinds import CellParts, LayerWeights, activate
from explainer.questions.question import Mistake, Question, SolutionStep, Term, decimal_question
from explainer.questions.subject import QuestionSubject, total

MOST_TERMS = 5
"""Maximum number of listed terms; of more, the strongest are listed and the others are summed up."""


def cell(subject: QuestionSubject) -> Question:
    """Asks for a weighted sum, before the activation function."""
    answer = subject.value
    steps, mistakes = _weighed(subject, answer, lambda value: value)
    following = subject.following
    if following is not None and following.activation is not None:
        early = float(activate(following.activation, answer))
        mistakes.append(Mistake("function_early", early, "bias"))
    return _weighing_question(subject, _weighing_name(subject), steps, mistakes)


def layer_cell(subject: QuestionSubject) -> Question:
    """Asks for the layer's output, after the activation function."""
    following = subject.following
    assert following is not None
    name = following.activation
    assert name is not None
    before, after = subject.value, float(subject.trace[following.name].output[subject.index])

    def function(value: float) -> float:
        return float(activate(name, value))

    steps, mistakes = _weighed(subject, before, function)
    sum_before = steps[1].value or 0.0
    bias = steps[2].added or 0.0
    steps.append(SolutionStep("function", after, numbers={"function": name, "before": before}))
    mistakes = [
        Mistake("function_forgotten", before, "function"),
        *mistakes,
        Mistake("both_forgotten", sum_before, "bias"),
        Mistake("bias_last", function(sum_before) + bias, "bias"),
    ]
    return _weighing_question(subject, f"{_weighing_name(subject)}_after", steps, mistakes, name)


def _weighing_name(subject: QuestionSubject) -> str:
    if subject.stage.window is None:
        return "score" if subject.stage.is_logits else "unit"
    return "cell_many" if len(subject.parts.terms) > 1 else "cell"


def _weighing_question(
    subject: QuestionSubject, name: str, steps: list[SolutionStep], mistakes: list[Mistake], function: str = ""
) -> Question:
    return decimal_question(
        name,
        steps,
        mistakes,
        float(np.abs(detailed_parts(subject).terms).max()),
        terms=terms_of(subject),
        bias=steps[2].added,
        index=subject.index,
        is_signed=True,
        numbers={
            **subject.place,
            "function": function,
            "inputs": subject.stage.input_shape[-1],
            "strides": subject.stage.strides or 1,
        },
    )


def _weighed(
    subject: QuestionSubject, answer: float, after: Callable[[float], float]
) -> tuple[list[SolutionStep], list[Mistake]]:
    """The steps to a weighted sum with bias, and mistakes with their results after the function `after`."""
    parts, terms = detailed_parts(subject), terms_of(subject)
    bias = parts.bias or 0.0
    # The sum is derived from Keras's result, which is displayed.
    whole = answer - bias
    plus, minus = (float(part.sum()) for part in (parts.terms[parts.terms > 0], parts.terms[parts.terms < 0]))
    steps = [
        SolutionStep("products", numbers={"count": len(parts.terms)}),
        SolutionStep("sum", whole, numbers={"plus": plus, "minus": minus}),
        SolutionStep("bias", answer, added=bias, numbers={"bias": bias}),
    ]
    mistakes = [Mistake("bias_forgotten", after(whole), "bias")]
    if minus < 0:
        mistakes.append(Mistake("minus_ignored", after(plus - minus + bias), "sum"))
    if terms and terms[-1].name == "others":
        mistakes.append(Mistake("others_forgotten", after(whole - terms[-1].term + bias), "sum"))
    following = subject.following
    found = subject.outputs if following is None or after(-1.0) == -1.0 else subject.trace[following.name].output
    mistakes += subject.moved_windows("products", found if found is not subject.outputs else None)
    if subject.stage.window is not None and subject.layer is not None:
        # Rotated by 180°, as in mathematical convolution.
        kernel = LayerWeights({**subject.layer, "kernel": subject.layer.kernel[::-1, ::-1]})
        turned = subject.settings.parts(subject.inputs, kernel, subject.index)
        mistakes.append(Mistake("kernel_turned", after(total(turned)), "products"))
    return steps, mistakes


def detailed_parts(subject: QuestionSubject) -> CellParts:
    """The parts of a value; if there is only one input channel, the products of its window."""
    parts = subject.parts
    if not parts.are_shares or len(parts.terms) > 1 or subject.layer is None:
        return parts
    origin = parts.origin(0)
    assert origin is not None
    share = subject.settings.share(subject.inputs, subject.layer, subject.index, *origin)
    return replace(share, bias=parts.bias)


def terms_of(subject: QuestionSubject) -> tuple[Term, ...]:
    """The listed terms: the strongest ones, and the sum of the others; empty if the picture shows all of them."""
    parts = subject.parts
    if parts.are_shares and len(parts.terms) == 1:
        return ()
    order = np.argsort(-np.abs(parts.terms), kind="stable")
    listed = order if len(order) <= MOST_TERMS else order[: MOST_TERMS - 1]
    name = "map" if parts.are_shares else "input"
    terms = [
        Term(name, float(parts.terms[place]), int(place))
        if parts.are_shares
        else Term(name, float(parts.terms[place]), int(place), float(parts.values[place]), float(parts.factors[place]))
        for place in sorted(listed)
    ]
    if len(listed) < len(order):
        others = float(parts.terms.sum() - parts.terms[listed].sum())
        terms.append(Term("others", others, len(order) - len(listed)))
    return tuple(terms)

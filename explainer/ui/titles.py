"""The words of a stage, filled with its own numbers."""

import math
from dataclasses import dataclass

from explainer.claims import Facts, variant_for
from explainer.claims.stages import STAGES
from explainer.network import NetworkConfig, Stage
from explainer.text import Text
from explainer.ui.numbers import percent


@dataclass(frozen=True)
class StageWords:
    """What is said about a stage, beside its short name.

    Attributes:
        title: What it does, in a line.
        what: What it does, in a sentence.
        why: Why one would want that; empty above a question, where its switch says why.
    """

    title: str
    what: str
    why: str = ""


def stage_words(text: Text, config: NetworkConfig, stage: Stage) -> StageWords:
    """Says what a stage does and why.

    Args:
        config: The network; tells whether a number is needed to tell stages apart.
    """
    return StageWords(**{part: _said(part, text, config, stage) for part in ("title", "what", "why")})


def stage_label(text: Text, config: NetworkConfig, stage: Stage) -> str:
    """A stage's short name, e.g. for the stepper.

    Args:
        config: The network; tells whether a number is needed to tell stages apart.
    """
    return _said("label", text, config, stage)


def _said(part: str, text: Text, config: NetworkConfig, stage: Stage) -> str:
    family = [other for other in config.stages if _family(other) == _family(stage)]
    number = text("stage.numbered", number=stage.number) if len(family) > 1 else ""
    identifier = variant_for(STAGES, f"stage.{_entry(stage)}.{part}", Facts(stage, config.stages))
    return text(identifier, **placeholders(stage), number=number)


def code_words(text: Text, config: NetworkConfig, stage: Stage) -> tuple[str, str]:
    """What is said of the Keras line that makes a stage, and of its parameters.

    Args:
        stage: One of its stages, but not the first.
    """
    is_argument = stage.settings.is_function
    caption = "page.walkthrough.code_activation" if is_argument else "page.walkthrough.code"
    if stage.parameters:
        parameters = f"page.walkthrough.{stage.kind}_parameters"
    else:
        parameters = f"page.walkthrough.no_parameters{'_activation' if is_argument else ''}"
    said = variant_for(STAGES, caption, Facts(stage, config.stages))
    return text(said, argument=f"activation='{stage.activation}'"), text(parameters, **placeholders(stage))


def placeholders(stage: Stage) -> dict[str, object]:
    """A stage's numbers by the names that the catalogue uses."""
    return {
        "window": stage.window_size,
        "area": stage.window_size**2,
        "channels": stage.input_shape[-1],
        "rows": stage.input_shape[0],
        "columns": stage.input_shape[1] if len(stage.input_shape) > 1 else 1,
        "cells": math.prod(stage.input_shape[:-1]),
        "filters": stage.channels,
        "units": stage.channels,
        "inputs": math.prod(stage.input_shape),
        "outputs": math.prod(stage.output_shape),
        "parameters": stage.parameters,
        "frozen": stage.non_trainable_parameters,
        "rate": percent(stage.settings.dropped_share, 0),
    }


def _entry(stage: Stage) -> str:
    """The stage's table in the catalogue."""
    return stage.name if stage.is_logits else stage.settings.variant_for(stage.input_shape)


def _family(stage: Stage) -> str:
    """What stages have in common that only a number tells apart."""
    return stage.name if stage.is_logits else stage.settings.variant

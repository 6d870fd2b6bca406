"""Titles and descriptions of stages, filled with their numbers."""

import math
from dataclasses import dataclass

from explainer.claims import Facts, variant_for
from explainer.claims.stages import STAGES
from explainer.network import NetworkConfig, Stage
from explainer.text import Text
from explainer.ui.numbers import percent


@dataclass(frozen=True)
class StageWords:
    """A stage's title and description.

    Attributes:
        title: The stage's operation, in a line.
        what: The same in a sentence.
        why: Its purpose; empty above a question, whose switch states it.
    """

    title: str
    what: str
    why: str = ""


def stage_words(text: Text, config: NetworkConfig, stage: Stage) -> StageWords:
    """The title and description of a stage.

    Args:
        config: The network; if it has several stages of the kind, they are numbered.
    """
    return StageWords(**{part: _said(part, text, config, stage) for part in ("title", "what", "why")})


def stage_label(text: Text, config: NetworkConfig, stage: Stage) -> str:
    """A stage's short name, e.g. for the stepper.

    Args:
        config: The network; if it has several stages of the kind, they are numbered.
    """
    return _said("label", text, config, stage)


def _said(part: str, text: Text, config: NetworkConfig, stage: Stage) -> str:
    family = [other for other in config.stages if _family(other) == _family(stage)]
    number = text("stage.numbered", number=stage.number) if len(family) > 1 else ""
    identifier = variant_for(STAGES, f"stage.{_entry(stage)}.{part}", Facts(stage, config.stages))
    return text(identifier, **placeholders(stage), number=number)


def code_words(text: Text, config: NetworkConfig, stage: Stage) -> tuple[str, str]:
    """The texts about the Keras line that creates a stage, and about the stage's parameters.

    Args:
        stage: A stage of the network, except the first.
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
    """The values of a stage's placeholders in the catalogue."""
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
    """The name of the stage's table in the catalogue."""
    return stage.name if stage.is_logits else stage.settings.variant_for(stage.input_shape)


def _family(stage: Stage) -> str:
    """Identifies the kind of a stage: stages of the same kind are numbered."""
    return stage.name if stage.is_logits else stage.settings.variant

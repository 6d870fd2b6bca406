"""The receptive field of a cell, and the cells of a pixel."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from explainer.network import Stage
from explainer.ui.components.mounting import mount
from explainer.ui.components.payload import Scene
from explainer.ui.stages import Choice, parse_choice


def receptive(scene: Scene, stage: Stage, *, key: str = "receptive", on_choice: Callable[[Choice], None]) -> None:
    """Shows which pixels a cell sees and which cells a pixel reaches.

    Args:
        scene: What `explainer.ui.scenes.receptive.scene` made of the stage.
        stage: The stage shown.
        key: Streamlit's key.
        on_choice: Called with the cell the visitor chose before the rerun that it causes.
    """

    def answered(answer: Mapping[str, object]) -> None:
        on_choice(parse_choice(answer, stage))

    mount("receptive", *scene, key=key, on_choice=answered)

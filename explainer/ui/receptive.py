"""The walkthrough's panel on receptive fields."""

from __future__ import annotations

from explainer.ui.components.receptive import receptive
from explainer.ui.frame import Frame
from explainer.ui.scenes.receptive import scene
from explainer.ui.stages import StageContext
from explainer.ui.walkthrough import take


def panel(frame: Frame, context: StageContext) -> None:
    """What the cells of a stage see of the image, and which cells a pixel reaches."""
    stage = context.stage
    receptive(scene(frame.model.config, context), stage, key=f"receptive-{stage.name}", on_choice=take)

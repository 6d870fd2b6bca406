"""The walkthrough's panel on receptive fields."""

from __future__ import annotations

from explainer.network import Stage
from explainer.ui import session
from explainer.ui.components.receptive import receptive
from explainer.ui.frame import Frame
from explainer.ui.scenes.receptive import scene
from explainer.ui.stages import Choice, StageContext
from explainer.ui.walkthrough import in_focus


def panel(frame: Frame, stage: Stage) -> None:
    """What the cells of a stage see of the image, and which cells a pixel reaches."""
    focus = in_focus(frame, stage)
    context = StageContext(
        trace=frame.trace,
        weights=frame.model.weights,
        stage=stage,
        text=frame.text,
        filter=focus.filter,
        row=focus.row,
        column=focus.column,
    )

    def choose(choice: Choice) -> None:
        session.change(**{name: index for name, index in vars(choice).items() if index is not None})

    receptive(scene(frame.model.config, context), stage, key=f"receptive-{stage.name}", on_choice=choose)

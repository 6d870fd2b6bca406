"""The experiment that is open."""

from __future__ import annotations

from collections.abc import Mapping

from explainer.laboratory.settings import ConvolutionSetting, PoolingSetting, answered
from explainer.ui import session
from explainer.ui.components.mounting import mount
from explainer.ui.frame import Frame, alone
from explainer.ui.lab.choosing import chosen
from explainer.ui.pictures import lab
from explainer.ui.pictures.timemachine import first_convolution

CONVOLUTION = ConvolutionSetting(row=1, column=3)
POOLING = PoolingSetting(row=2, column=1)
"""Where something is seen in the sample."""


@alone
def experiment(frame: Frame) -> None:
    """The experiment that the link names, with what is set there."""
    if chosen(frame) == "pooling":
        _bench(frame, frame.session.pooling or POOLING)
    else:
        _bench(frame, frame.session.convolution or CONVOLUTION)


def _bench(frame: Frame, setting: ConvolutionSetting | PoolingSetting) -> None:
    """Window, weights and output: worked out in the browser, which tells what was set once it rests."""
    tool = chosen(frame)
    kind = type(setting)

    def choose(answer: Mapping[str, object]) -> None:
        changed = answered(kind, answer.get("setting"))
        if changed is not None:
            session.change(**{tool: changed})

    stage = first_convolution(frame.model.config)
    learned = lab.learned_filters(frame.model.weights, None if stage is None else stage.name)
    meta, arrays = lab.scene(setting, frame.image.pixels, frame.image.label, learned, frame.text)
    mount("lab", meta, arrays, key=f"lab-{tool}", on_choice=choose)

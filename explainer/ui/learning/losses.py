"""The loss of each image of the batch, as bars."""

import numpy as np

from explainer.ui.learning.step_in_use import StepInUse
from explainer.ui.numbers import decimal
from explainer.ui.pictures.image_bars import ImageBars, image_bars

COMPONENT = "component.image_bars"
DECIMALS = 3


def loss_bars(step: StepInUse) -> ImageBars:
    """Creates bars of the loss of each image, the largest first, and of their mean."""
    text, found = step.text, step.step
    total = round(float(found.losses.sum(dtype=np.float64)), DECIMALS)
    bars, others, _ = image_bars(found.losses, total, DECIMALS, step.image_names, watched=step.watched)
    loss = decimal(found.loss, DECIMALS)
    return {
        "title": text(f"{COMPONENT}.losses"),
        "lead": text(f"{COMPONENT}.losses_lead"),
        "bars": bars,
        "chosen": step.watched,
        "others": None if others is None else text(f"{COMPONENT}.others", sum=others),
        "more": text.table(COMPONENT)["more"],
        "total": text(f"{COMPONENT}.mean", loss=loss, count=len(step.images), sum=decimal(total, DECIMALS)),
        "up": "",
        "down": "",
    }

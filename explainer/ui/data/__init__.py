"""The parts of the data page."""

from explainer.ui.data.browsing import browser, heading
from explainer.ui.data.preparing import colours, one_image, steps
from explainer.ui.data.surveying import classes
from explainer.ui.frame import Frame
from explainer.ui.parts import alone

__all__ = ["colours", "explore", "heading", "steps"]


@alone
def explore(frame: Frame) -> None:
    """All images, one of them, and the classes: what is chosen in one shows in the others."""
    browser(frame)
    one_image(frame)
    classes(frame)

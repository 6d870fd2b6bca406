"""One step of training: the loss, every gradient on its way back, and what changes a weight."""

from explainer.ui.learning import page
from explainer.ui.page_frame import page_frame

with page_frame("learning_step") as frame:
    page.heading(frame)
    page.step(frame)

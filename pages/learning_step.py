"""One step of training: the loss, the gradients of every layer, and the update of the weights."""

from explainer.ui.learning import page
from explainer.ui.page_frame import page_frame

with page_frame("learning_step") as frame:
    page.heading(frame)
    page.step(frame)

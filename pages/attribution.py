"""Where the model in use looked: what covering the image takes from a score; Grad-CAM; random weights beside both."""

from explainer.ui import attribution
from explainer.ui.frame import page_frame

with page_frame("attribution") as frame:
    attribution.heading(frame)
    attribution.covering(frame)
    attribution.gradients(frame)
    attribution.limits(frame)

"""Where the model in use looked: what covering the image takes from a score; Grad-CAM; random weights beside both."""

from explainer.ui import attribution
from explainer.ui.page_frame import page_frame

with page_frame("attribution") as frame:
    attribution.heading(frame)
    attribution.occlusion_map(frame)
    attribution.grad_cam_map(frame)
    attribution.limits(frame)

"""Where the model in use looked: what covering the image takes from a score; Grad-CAM; random weights beside both."""

from explainer.ui.attribution.grad_cam import grad_cam_map
from explainer.ui.attribution.occlusion import occlusion_map
from explainer.ui.attribution.target import heading, limits
from explainer.ui.page_frame import page_frame

with page_frame("attribution") as frame:
    heading(frame)
    occlusion_map(frame)
    grad_cam_map(frame)
    limits(frame)

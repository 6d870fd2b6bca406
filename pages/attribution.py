"""Attribution for the model in use: occlusion maps and Grad-CAM, each beside the same map for random weights."""

from explainer.ui.attribution.grad_cam import grad_cam_map
from explainer.ui.attribution.occlusion import occlusion_map
from explainer.ui.attribution.target import heading, limits
from explainer.ui.page_frame import page_frame

with page_frame("attribution") as frame:
    heading(frame)
    occlusion_map(frame)
    grad_cam_map(frame)
    limits(frame)

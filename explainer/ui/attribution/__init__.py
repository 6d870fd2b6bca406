"""The parts of the page that shows where the model in use looked."""

from explainer.ui.attribution.gradients import grad_cam_map
from explainer.ui.attribution.occlusion import occlusion_map
from explainer.ui.attribution.subject import heading, limits

__all__ = ["grad_cam_map", "heading", "limits", "occlusion_map"]

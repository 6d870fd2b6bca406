"""What the pictures of a whole network show, as data: traces in, a component's payload out."""

from __future__ import annotations

from explainer.ui.scenes.live import live_scene
from explainer.ui.scenes.overview import overview_scene

__all__ = ["live_scene", "overview_scene"]

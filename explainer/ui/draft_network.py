"""The draft of a network on the Build page: reading, naming and changing it."""

from explainer.errors import ExplainerError
from explainer.network import ARTICLE, PRESETS, Architecture, NetworkConfig
from explainer.text import Text
from explainer.ui import session
from explainer.ui.frame import Frame
from explainer.ui.network_words import network_in_short


def config_in_use(frame: Frame) -> NetworkConfig:
    """The network of the model in use; the article's if no model can be loaded, which the frame reports."""
    try:
        return frame.model.config
    except ExplainerError:
        return ARTICLE


def draft_of(frame: Frame) -> Architecture:
    """The draft: the link's network, else that of the model in use."""
    return frame.session.network or config_in_use(frame)


def preset_of(draft: Architecture) -> str | None:
    """The name of the preset equal to a draft; `None` if there is none."""
    return next((name for name, config in PRESETS.items() if config == draft), None)


def draft_name(draft: Architecture, text: Text) -> str:
    """The displayed name of a network: its preset's, or a short list of its layers."""
    preset = preset_of(draft)
    return text(f"preset.{preset}.name") if preset else network_in_short(text, draft)


def set_draft(draft: Architecture) -> None:
    """Replaces the draft."""
    session.change(network=draft)

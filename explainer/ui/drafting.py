"""The network as it stands on the Build page, and how a widget changes it."""

from explainer.errors import ExplainerError
from explainer.network import ARTICLE, PRESETS, Architecture, NetworkConfig
from explainer.text import Text
from explainer.ui import session
from explainer.ui.frame import Frame
from explainer.ui.network_words import network_in_short


def config_in_use(frame: Frame) -> NetworkConfig:
    """The network of the model in use; the article's if there is no model at all, of which the page speaks anyway."""
    try:
        return frame.model.config
    except ExplainerError:
        return ARTICLE


def draft_of(frame: Frame) -> Architecture:
    """The network that is worked on: the link's, else that of the model in use."""
    return frame.session.network or config_in_use(frame)


def preset_of(draft: Architecture) -> str | None:
    """Name of the preset that a draft is, or `None`."""
    return next((name for name, config in PRESETS.items() if config == draft), None)


def draft_name(draft: Architecture, text: Text) -> str:
    """What a network is called: its preset, or its layers in short."""
    preset = preset_of(draft)
    return text(f"preset.{preset}.name") if preset else network_in_short(text, draft)


def put(draft: Architecture) -> None:
    """Makes a network the one that is worked on."""
    session.change(network=draft)

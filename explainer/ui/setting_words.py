"""Displayed names and values of the settings of networks and training runs."""

from explainer.comparing import Aspect, Value
from explainer.network.kinds import KINDS, OPTIONAL_SETTINGS, SECTIONS
from explainer.optimizers import ALL
from explainer.text import Text
from explainer.ui.network_words import value_words
from explainer.ui.numbers import UNKNOWN, percent

OF_LAYERS = {
    f"{section.prefix}{setting.name}": setting
    for section in SECTIONS
    for slot in section.slots
    for kind in slot.kinds
    for setting in kind.fields().values()
}
"""The settings of layers by name."""

OF_OPTIMIZERS = {name: setting for kind in ALL for name, setting in kind.described().items()}


def setting_name(text: Text, aspect: Aspect) -> str:
    """The displayed name of a setting."""
    return text(f"setting.{aspect.name}", number=aspect.number)


def shown(text: Text, aspect: Aspect, value: Value | None) -> str:
    """The displayed value of a setting.

    Args:
        value: The value; `None` if the network has no such layer.
    """
    if value is None:
        return text("setting.none") if aspect.name in OPTIONAL_SETTINGS else UNKNOWN
    if isinstance(value, tuple):
        return "×".join(map(str, value))
    if aspect.name in OF_LAYERS:
        return value_words(OF_LAYERS[aspect.name], value)
    if aspect.name in OF_OPTIMIZERS and OF_OPTIMIZERS[aspect.name].is_share:
        return percent(float(value), 0)
    identifier = f"page.train.{aspect.name}_{value}"
    if identifier in text:
        return text(identifier)
    # Names are those of Keras, as in the code.
    value = KINDS[str(value)].keras_name if value in KINDS else value
    return f"{value:,}" if isinstance(value, int) and aspect.name != "seed" else str(value)

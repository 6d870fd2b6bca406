"""Short descriptions of networks, layers, settings and size calculations."""

from collections.abc import Iterator
from typing import Any

from explainer.network import Architecture, LayerGroup
from explainer.network.kinds import SECTIONS, Kind, Setting, SizeRule, WeightRule
from explainer.text import Text
from explainer.ui.numbers import MINUS, percent


def network_in_short(text: Text, architecture: Architecture) -> str:
    """A network in a few words. Settings with default values are left out."""
    return text("page.runs.then").join(_sections(text, architecture)) or text("page.runs.neither")


def _sections(text: Text, architecture: Architecture) -> Iterator[str]:
    for section in SECTIONS:
        groups = [words for group in architecture.of(section) if (words := summary_of(group, text))]
        if groups:
            yield text(f"page.runs.{section.name}", layers=text("page.runs.next").join(groups))


def summary_of(group: LayerGroup, text: Text) -> str:
    """A block or dense part in a few words. Settings with default values are left out."""
    return text("page.build.short_then").join(word for layer in group for word in _summary(layer, text))


def layer_words(text: Text, layer: Kind) -> str:
    """One layer in a few words."""
    return text("page.build.short_then").join(_summary(layer, text))


def _summary(layer: Kind, text: Text) -> Iterator[str]:
    if not layer.word:
        return
    values = {name: value_words(setting, layer.effective(name)) for name, setting in layer.fields().items()}
    yield text(f"page.build.short_{layer.kind}", **values)
    for name, value in layer.options().items():
        if name == "activation":
            yield activation_words(text, str(value))
        elif isinstance(value, int):
            yield text(f"page.build.short_{name}", value=value)
        else:
            yield str(value)


def activation_words(text: Text, activation: str) -> str:
    """The displayed name of an activation function.

    Args:
        activation: Keras's name.
    """
    return text(f"component.activation.name_{activation}")


def value_words(setting: Setting, value: Any) -> str:
    """The displayed value of a setting."""
    if setting.is_share:
        return percent(value, 0)
    return f"{value}×{value}" if setting.is_square else f"{value:,}" if isinstance(value, int) else str(value)


def size_words(rule: SizeRule, text: Text) -> str:
    """The calculation of an output size, e.g. `28 − 3 + 1 = 26`."""
    places = f"{MINUS}{-rule.places}" if rule.places < 0 else f"{rule.places:,}"
    words = text(
        f"page.build.size_{rule.kind}",
        size=rule.size,
        window=rule.window,
        strides=rule.strides,
        places=places,
        factors=" × ".join(map(str, rule.factors)),
    )
    return words + text("page.build.remainder", remainder=rule.remainder) if rule.remainder else words


def weight_words(rule: WeightRule) -> str:
    """The calculation of a number of parameters, e.g. `(3·3·1 + 1)·64 = 640`."""
    factors = "·".join(f"{factor:,}" for factor in rule.factors)
    one = f"({factors} + {rule.biases})" if rule.biases else factors
    return f"{one}·{rule.outputs:,} = {rule.parameters:,}"

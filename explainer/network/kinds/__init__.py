"""The layer types, one module each, and the order in which they may follow one another.

No code outside this folder tests for a specific layer type; `tests/test_kinds_complete.py` checks this.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from explainer.network.kinds.activation import Activation, ActivationName, activate
from explainer.network.kinds.average_pooling2d import AveragePooling2D
from explainer.network.kinds.batch_normalization import BatchNormalization
from explainer.network.kinds.conv2d import Conv2D
from explainer.network.kinds.dense import Dense
from explainer.network.kinds.depthwise_conv2d import DepthwiseConv2D
from explainer.network.kinds.dropout import Dropout
from explainer.network.kinds.facts import (
    CellParts,
    Exact,
    LayerStep,
    LayerWeights,
    Operation,
    Rule,
    Setting,
    SizeRule,
    TooLarge,
    UnsupportedArgumentError,
    WeightRule,
)
from explainer.network.kinds.flatten import Flatten
from explainer.network.kinds.global_average_pooling2d import GlobalAveragePooling2D
from explainer.network.kinds.input import Input
from explainer.network.kinds.kind import Kind
from explainer.network.kinds.layer_normalization import LayerNormalization
from explainer.network.kinds.max_pooling2d import MaxPooling2D
from explainer.network.kinds.softmax import Softmax
from explainer.network.kinds.windows import Mask, Padding, PartShape, Shape, Window

__all__ = [
    "BLOCK",
    "CHOSEN",
    "DENSE",
    "HEAD",
    "KINDS",
    "LEADING_SETTINGS",
    "OPTIONAL_SETTINGS",
    "SECTIONS",
    "Activation",
    "ActivationName",
    "AveragePooling2D",
    "BatchNormalization",
    "CellParts",
    "Conv2D",
    "Dense",
    "DepthwiseConv2D",
    "Dropout",
    "Exact",
    "Flatten",
    "GlobalAveragePooling2D",
    "Input",
    "Kind",
    "LayerNormalization",
    "LayerStep",
    "LayerWeights",
    "Mask",
    "MaxPooling2D",
    "Operation",
    "Padding",
    "PartShape",
    "Rule",
    "Section",
    "Setting",
    "Shape",
    "SizeRule",
    "Slot",
    "Softmax",
    "TooLarge",
    "UnsupportedArgumentError",
    "WeightRule",
    "Window",
    "activate",
]


@dataclass(frozen=True)
class Slot:
    """A position in a section, for one layer of the given kinds.

    Attributes:
        name: Its id in the text catalogue.
        is_optional: Whether it may be empty.
        starts_filled: Whether a new group of the section has a layer here.
    """

    name: str
    kinds: tuple[type[Kind], ...]
    is_optional: bool = True
    starts_filled: bool = False

    @property
    def is_choice(self) -> bool:
        """Whether the form asks for the layer type. A single optional kind with one field needs only that field."""
        return len(self.kinds) > 1 or (self.is_optional and len(self.kinds[0].fields()) != 1)

    @property
    def leading_setting(self) -> str:
        """The setting by which a comparison of networks shows whether the slot is filled."""
        fields = list(self.kinds[0].fields().values())
        return self.name if self.is_choice or not fields else fields[0].name


@dataclass(frozen=True)
class Section:
    """A part of the network that is repeated `least` to `most` times. The first of its slots is never empty.

    Attributes:
        name: Its id in the text catalogue.
        prefix: Prefix of its settings' names, to tell them from those of blocks.
    """

    name: str
    slots: tuple[Slot, ...]
    least: int
    most: int
    prefix: str = ""


BLOCK = Section(
    "blocks",
    (
        Slot("convolution", (Conv2D,), is_optional=False, starts_filled=True),
        Slot("depthwise", (DepthwiseConv2D,)),
        Slot("normalization", (BatchNormalization, LayerNormalization)),
        Slot("pooling", (MaxPooling2D, AveragePooling2D), starts_filled=True),
        Slot("dropout", (Dropout,)),
    ),
    least=0,
    most=3,
)
HEAD = Section(
    "head", (Slot("head", (Flatten, GlobalAveragePooling2D), is_optional=False, starts_filled=True),), least=1, most=1
)
DENSE = Section(
    "dense",
    (Slot("dense", (Dense,), is_optional=False, starts_filled=True), Slot("dropout", (Dropout,))),
    least=0,
    most=2,
    prefix="dense_",
)
SECTIONS = (BLOCK, HEAD, DENSE)

LEADING_SETTINGS = frozenset(
    f"{section.prefix}{slot.leading_setting}" for section in SECTIONS for slot in section.slots
)
"""Settings whose absence counts as a difference. The other settings of a missing layer are not compared."""

OPTIONAL_SETTINGS = frozenset(
    f"{section.prefix}{slot.leading_setting}" for section in SECTIONS for slot in section.slots if slot.is_optional
)
"""The leading settings of optional layers."""

CHOSEN: tuple[type[Kind], ...] = tuple(
    dict.fromkeys(kind for section in SECTIONS for slot in section.slots for kind in slot.kinds)
)
"""The layer types that a visitor can choose."""

_ALL: tuple[type[Kind], ...] = (Input, *CHOSEN, Activation, Softmax)
KINDS: Mapping[str, type[Kind]] = MappingProxyType({kind.kind_name(): kind for kind in _ALL})
"""All layer types, by `Kind.kind`."""

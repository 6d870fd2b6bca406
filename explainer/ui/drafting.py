"""The network as it stands on the Build page, and how a widget changes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from explainer.errors import ExplainerError
from explainer.network import ARTICLE, PRESETS, ConvolutionBlock, DenseLayer, NetworkConfig
from explainer.network.drafts import Draft
from explainer.text import Text
from explainer.ui import session
from explainer.ui.frame import Frame
from explainer.ui.run_names import network_in_short

NEW_BLOCK = ConvolutionBlock(filters=32)
NEW_DENSE = DenseLayer(units=128)


def config_in_use(frame: Frame) -> NetworkConfig:
    """The network of the model in use; the article's if there is no model at all, of which the page speaks anyway."""
    try:
        return frame.model.config
    except ExplainerError:
        return ARTICLE


def draft_of(frame: Frame) -> Draft:
    """The network that is worked on: the link's, else that of the model in use."""
    return frame.session.network or Draft.of(config_in_use(frame))


def preset_of(draft: Draft) -> str | None:
    """Name of the preset that a draft is, or `None`."""
    return next((name for name, config in PRESETS.items() if Draft.of(config) == draft), None)


def draft_name(draft: Draft, text: Text) -> str:
    """What a network is called: its preset, or its layers in short.

    Args:
        draft: The network, which may not fit.
        text: The catalogue.
    """
    preset = preset_of(draft)
    return text(f"preset.{preset}.name") if preset else network_in_short(text, draft)


def put(draft: Draft) -> None:
    """Makes a network the one that is worked on."""
    session.change(network=draft)


def with_block(draft: Draft, place: int, **values: Any) -> Draft:
    """A draft with some fields of a block changed.

    Args:
        draft: The draft.
        place: Index of the block, from 0.
        **values: Fields of `ConvolutionBlock`, each in its range.
    """
    block = ConvolutionBlock(**{**dict(draft.blocks[place]), **values})
    return replace(draft, blocks=(*draft.blocks[:place], block, *draft.blocks[place + 1 :]))


def with_dense(draft: Draft, place: int, **values: Any) -> Draft:
    """A draft with some fields of a dense layer changed.

    Args:
        draft: The draft.
        place: Index of the layer, from 0.
        **values: Fields of `DenseLayer`, each in its range.
    """
    layer = DenseLayer(**{**dict(draft.dense[place]), **values})
    return replace(draft, dense=(*draft.dense[:place], layer, *draft.dense[place + 1 :]))


def with_counts(draft: Draft, blocks: int, dense: int) -> Draft:
    """A draft with so many blocks and dense layers: the last ones go, or new ones come.

    Args:
        draft: The draft.
        blocks: 0 to 3.
        dense: 0 to 2.
    """
    more_blocks = (NEW_BLOCK,) * (blocks - len(draft.blocks))
    more_dense = (NEW_DENSE,) * (dense - len(draft.dense))
    return Draft((*draft.blocks[:blocks], *more_blocks), (*draft.dense[:dense], *more_dense))


def bound(key: str, value: Any, change: Callable[[Any], Draft]) -> dict[str, Any]:
    """Makes a widget show a field, and change it.

    Args:
        key: The widget's key.
        value: What the field is.
        change: Gives the draft with another value.

    Returns:
        The widget's arguments `key` and `on_change`.
    """

    def changed() -> None:
        chosen = session.value(key)
        if chosen is not None:
            put(change(chosen))

    return {"key": session.bind(key, value), "on_change": changed}

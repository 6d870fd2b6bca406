"""Every field of a network as a widget in the sidebar; none of them can leave its range.

A block's widgets are drawn only while it is open: each one costs the browser some milliseconds at every change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, get_args

import streamlit as st

from explainer.network import PRESETS, ConvolutionBlock, Pooling
from explainer.network.config import MAX_BLOCKS, MAX_DENSE, Activation, Padding
from explainer.network.drafts import Draft
from explainer.text import Text
from explainer.ui import session
from explainer.ui.drafting import bound, draft_of, preset_of, put, with_block, with_counts, with_dense
from explainer.ui.frame import Frame
from explainer.ui.numbers import percent

FILTERS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256)
UNITS = (1, 2, 4, 8, 16, 32, 64, 84, 100, 120, 128, 256, 512, 1024)
RATES = tuple(place / 20 for place in range(19))
WINDOWS = tuple(range(1, 8))
STRIDES = (1, 2, 3)
OWN = "own"
POOLING_KINDS = ("none", "max", "average")


def fields(frame: Frame) -> None:
    """Puts the form into the sidebar, below the list of pages."""
    frame.fields = partial(_form, frame)


def _form(frame: Frame) -> None:
    draft, text = draft_of(frame), frame.text
    with st.container(key="build-fields", gap="small"):
        _preset(draft, text)
        _counts(draft, text)
        for place in range(len(draft.blocks)):
            _block(draft, place, text)
        for place in range(len(draft.dense)):
            _dense(draft, place, text)


def _preset(draft: Draft, text: Text) -> None:
    current = preset_of(draft)
    # With an entry more it is another widget.
    key = session.bind(f"build_preset_{text.language}_{current is None}", current or OWN)

    def choose() -> None:
        chosen = session.value(key)
        if chosen in PRESETS:
            put(Draft.of(PRESETS[chosen]))

    st.selectbox(
        text("page.build.preset"),
        [*([OWN] if current is None else []), *PRESETS],
        key=key,
        format_func=lambda name: text("page.build.preset_own" if name == OWN else f"preset.{name}.name"),
        on_change=choose,
        help=text("page.build.preset_help") if current is None else text(f"preset.{current}.about"),
    )


def _counts(draft: Draft, text: Text) -> None:
    blocks, dense = len(draft.blocks), len(draft.dense)
    for name, most, value, change in (
        ("blocks", MAX_BLOCKS, blocks, lambda count: with_counts(draft, count, dense)),
        ("dense", MAX_DENSE, dense, lambda count: with_counts(draft, blocks, count)),
    ):
        _choice(text(f"page.build.{name}"), range(most + 1), str, bound(f"build_{name}", value, change))


def _block(draft: Draft, place: int, text: Text) -> None:
    block = draft.blocks[place]
    misfit = draft.misfit
    fails = misfit is not None and misfit.block == place
    with (
        st.container(key="build-failing" if fails else f"build-block-{place}"),
        st.expander(
            text("page.build.block", number=place + 1, summary=block_summary(block, text)),
            expanded=fails or (place == 0 and misfit is None),
            icon=":material/warning:" if fails else None,
            key=f"build_block_{place}",
            on_change="rerun",
        ) as opened,
    ):
        if opened.open:
            _block_fields(draft, place, text)


def _block_fields(draft: Draft, place: int, text: Text) -> None:
    block = draft.blocks[place]

    def field(name: str, read: Callable[[Any], Any] = lambda value: value) -> dict[str, Any]:
        return bound(
            f"build_{place}_{name}_{text.language}",
            getattr(block, name),
            lambda value: with_block(draft, place, **{name: read(value)}),
        )

    _ladder(text("page.build.filters"), FILTERS, str, block.filters, field("filters"))
    _ladder(text("page.build.kernel_size"), WINDOWS, _square, block.kernel_size, field("kernel_size"))
    _choice(text("page.build.strides"), STRIDES, str, field("strides"))
    _choice(text("page.build.padding"), get_args(Padding), str, field("padding"), text("page.build.padding_help"))
    _activation(text, field("activation"))
    _pooling(draft, place, text)
    _ladder(text("page.build.dropout"), RATES, _share, block.dropout, field("dropout"))


def _pooling(draft: Draft, place: int, text: Text) -> None:
    pooling = draft.blocks[place].pooling

    def change(value: Any, name: str) -> Draft:
        # Keras lets the window move by its own size unless it is told otherwise; so does the form.
        current = dict(pooling or Pooling())
        changed = {**current, name: value}
        if changed["strides"] == changed["pool_size"]:
            changed["strides"] = None
        return with_block(draft, place, pooling=Pooling(**changed))

    def change_kind(kind: str) -> Draft:
        return with_block(draft, place, pooling=None) if kind == "none" else change(kind, "kind")

    key = f"build_{place}_pool"
    kind = "none" if pooling is None else pooling.kind
    _choice(
        text("page.build.pooling"),
        POOLING_KINDS,
        lambda kind: text(f"page.build.pooling_{kind}"),
        bound(f"{key}_{text.language}", kind, change_kind),
    )
    if pooling is None:
        return
    for name, value, shown in (
        ("pool_size", pooling.pool_size, _square),
        ("strides", pooling.strides or pooling.pool_size, str),
    ):
        arguments = bound(f"{key}_{name}_{text.language}", value, partial(change, name=name))
        _ladder(text(f"page.build.pool_{name.removeprefix('pool_')}"), WINDOWS, shown, value, arguments)
    _choice(
        text("page.build.pool_padding"),
        get_args(Padding),
        str,
        bound(f"{key}_padding", pooling.padding, partial(change, name="padding")),
    )


def _dense(draft: Draft, place: int, text: Text) -> None:
    layer = draft.dense[place]

    def field(name: str) -> dict[str, Any]:
        return bound(
            f"build_dense_{place}_{name}_{text.language}",
            getattr(layer, name),
            lambda value: with_dense(draft, place, **{name: value}),
        )

    label = text(
        "page.build.dense_layer",
        number=place + 1,
        summary=_joined(
            text, str(layer.units), _activation_name(text, layer.activation), _dropout(text, layer.dropout)
        ),
    )
    with st.expander(label, key=f"build_dense_{place}", on_change="rerun") as opened:
        if opened.open:
            _ladder(text("page.build.units"), UNITS, "{:,}".format, layer.units, field("units"))
            _activation(text, field("activation"))
            _ladder(text("page.build.dropout"), RATES, _share, layer.dropout, field("dropout"))


def block_summary(block: ConvolutionBlock, text: Text) -> str:
    """A block in a few words: what is Keras's default is left out.

    Args:
        block: The block.
        text: The catalogue.
    """
    pooling = block.pooling
    return _joined(
        text,
        f"{block.filters} × {_square(block.kernel_size)}",
        text("page.build.short_strides", strides=block.strides) if block.strides > 1 else "",
        block.padding if block.padding == "same" else "",
        _activation_name(text, block.activation) if block.activation != "relu" else "",
        text(f"page.build.short_{pooling.kind}", size=pooling.pool_size) if pooling else "",
        _dropout(text, block.dropout),
    )


def _joined(text: Text, *parts: str) -> str:
    return text("page.build.short_then").join(filter(None, parts))


def _activation_name(text: Text, activation: str) -> str:
    return text(f"component.activation.name_{activation}")


def _dropout(text: Text, rate: float) -> str:
    return text("component.flow.dropout", rate=_share(rate)) if rate else ""


def _activation(text: Text, arguments: dict[str, Any]) -> None:
    st.selectbox(
        text("page.build.activation"), get_args(Activation), format_func=partial(_activation_name, text), **arguments
    )


def _ladder(
    label: str, steps: Sequence[Any], shown: Callable[[Any], str], value: Any, arguments: dict[str, Any]
) -> None:
    """A slider over sensible values; one that stands between them, from a link or a preset, gets a step of its own."""
    options = steps if value in steps else sorted({*steps, value})
    st.select_slider(label, options, format_func=shown, **arguments)


def _choice(
    label: str,
    options: Sequence[Any],
    shown: Callable[[Any], str],
    arguments: dict[str, Any],
    explanation: str | None = None,
) -> None:
    st.segmented_control(
        label, options, format_func=shown, required=True, width="stretch", help=explanation, **arguments
    )


def _square(size: int) -> str:
    return f"{size}×{size}"


def _share(rate: float) -> str:
    return percent(rate, 0)

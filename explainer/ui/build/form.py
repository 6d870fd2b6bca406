"""The form of the network: a widget for each field, limited to the field's range.

A block's widgets are drawn only while its expander is open: each widget costs the browser some milliseconds at every
change. The fields and their options are declared by the kinds of layers (`explainer.network.kinds`).
"""

from collections.abc import Callable
from functools import partial
from typing import Any, get_args

import streamlit as st

from explainer.network import PRESETS, Architecture, LayerGroup, in_place_of, replaced
from explainer.network.kinds import SECTIONS, Kind, Section, Slot
from explainer.text import Text
from explainer.ui.draft_network import draft_of, preset_of, set_draft
from explainer.ui.frame import Frame
from explainer.ui.network_words import activation_words, summary_of, value_words
from explainer.ui.terms import meaning
from explainer.ui.widgets import SIDE_BY_SIDE, bound, choice, segments, step_slider

OWN = "own"
NONE = "none"


def fields(frame: Frame) -> None:
    """Draws the form: a row with the preset and the counts, and a row with the blocks and the dense parts."""
    draft, text = draft_of(frame), frame.text
    with st.container(key="build-fields", gap="small"):
        counted = [section for section in SECTIONS if section.least < section.most]
        first, *places = st.columns(1 + len(counted), gap="medium")
        with first:
            _preset(draft, text)
        for section, place in zip(counted, places, strict=True):
            with place:
                _count(draft, section, text)
        groups = [group for group in draft.groups if _is_open_to_choice(group)]
        for group, place in zip(groups, st.columns(len(groups), gap="small") if groups else [], strict=True):
            with place:
                _group(draft, group, text)


def _preset(draft: Architecture, text: Text) -> None:
    current = preset_of(draft)

    def choose(name: str) -> None:
        if name in PRESETS:
            set_draft(PRESETS[name])

    options = [*([OWN] if current is None else []), *PRESETS]
    st.selectbox(
        text("page.build.preset"),
        options,
        format_func=lambda name: text("page.build.preset_own" if name == OWN else f"preset.{name}.name"),
        help=text("page.build.preset_help") if current is None else text(f"preset.{current}.about"),
        # The option "own" changes the options, and so needs another key.
        **bound(f"build_preset_{current is None}", current or OWN, choose, start=options),
    )


def _count(draft: Architecture, section: Section, text: Text) -> None:
    segments(
        text(f"page.build.{section.name}"),
        range(section.least, section.most + 1),
        len(draft.of(section)),
        lambda count: set_draft(draft.with_count(section, count)),
        key=f"build_{section.name}",
        width="stretch",
    )


def _is_open_to_choice(group: LayerGroup) -> bool:
    return any(slot.is_choice or slot.kinds[0].fields() for slot in group.section.slots)


def _group(draft: Architecture, group: LayerGroup, text: Text) -> None:
    """Draws a block or a dense part in an expander, open if it does not fit or is the first of a valid network."""
    too_large, name = draft.too_large, f"{group.section.name.removesuffix('s')}_{group.number}"
    fails = too_large is not None and any(layer is draft.layers[too_large.place] for layer in group)
    opened = fails or (group is draft.groups[0] and too_large is None)
    label = text(f"page.build.group_{group.section.name}", number=group.number + 1, summary=summary_of(group, text))
    with (
        st.container(key="build-failing" if fails else f"build-{name.replace('_', '-')}"),
        st.expander(
            label, expanded=opened, icon=":material/warning:" if fails else None, key=f"build_{name}", on_change="rerun"
        ) as unfolded,
    ):
        if unfolded.open:
            for slot, layer in zip(group.section.slots, group.layers, strict=True):
                _slot(draft, group, slot, layer, text)


def _slot(draft: Architecture, group: LayerGroup, slot: Slot, layer: Kind | None, text: Text) -> None:
    """Draws the choice of the layer in a slot, if there is one, and the layer's fields."""
    section, number = group.section, group.number
    key = f"build_{section.prefix}{number}"

    def put_layer(new: Kind | None) -> None:
        set_draft(draft.with_layer(section, number, slot.name, None if new is None else new.simplest()))

    def put_field(name: str, value: Any) -> None:
        put_layer(replaced(layer or slot.kinds[0].start(), **{name: value}) if value else None)

    if slot.is_choice:
        kinds = {kind.kind_name(): kind for kind in slot.kinds}
        segments(
            text(f"page.build.{slot.name}"),
            [*[NONE] * slot.is_optional, *kinds],
            layer.kind if layer else NONE,
            lambda name: put_layer(in_place_of(layer, kinds[name]) if name in kinds else None),
            key=f"{key}_{slot.name}",
            words=lambda name: text(f"page.build.{slot.name}_{name}"),
            explanation=_help(text, slot.name),
            width="stretch",
        )
    if layer is None and slot.is_choice:
        return
    shown = layer or slot.kinds[0].start()
    for name, setting in shown.fields().items():
        # The field of an omitted layer shows its smallest step.
        value = shown.effective(name) if layer else setting.steps[0]
        _field(text, shown, name, value, partial(put_field, name), f"{key}_{setting.name}")


def _field(text: Text, layer: Kind, name: str, value: Any, choose: Callable[[Any], None], key: str) -> None:
    """Draws a slider over the field's steps, or a choice of its values."""
    setting, field = layer.fields()[name], type(layer).model_fields[name]
    label, explanation = text(f"page.build.{setting.name}"), _help(text, setting.name)
    if setting.steps:
        words = partial(value_words, setting)
        step_slider(label, setting.steps, value, choose, key=key, words=words, explanation=explanation)
        return
    bounds = layer.bounds(name)
    options = range(bounds["ge"], bounds["le"] + 1) if bounds else get_args(field.annotation)
    labels: Callable[[Any], str] = str if len(options) <= SIDE_BY_SIDE else partial(activation_words, text)
    choice(label, options, value, choose, key=key, words=labels, explanation=explanation)


def _help(text: Text, name: str) -> str | None:
    identifier = f"page.build.{name}_help"
    return text(identifier) if identifier in text else meaning(text.language, text(f"page.build.{name}"))

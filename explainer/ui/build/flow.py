"""The diagram of the layers, and the explanation of an invalid network with buttons that fix it."""

import streamlit as st

from explainer.network import Architecture, Excess, WindowTooLarge
from explainer.network.fixes import Fix, fixes
from explainer.network.worked import worked
from explainer.text import Text
from explainer.ui.components.mounting import mount
from explainer.ui.draft_network import draft_of, set_draft
from explainer.ui.frame import Frame
from explainer.ui.numbers import MINUS
from explainer.ui.pictures.flow import layer_title, scene, shape_words
from explainer.ui.terms import paragraph


def heading(frame: Frame) -> None:
    """Draws the title and the purpose of the page."""
    st.title(frame.text("page.build.title"), anchor=False)
    paragraph(frame, "page.build.sentence")


def flow(frame: Frame) -> None:
    """Draws the layers as boxes in proportion to their shapes."""
    meta, arrays = scene(draft_of(frame), frame.text)
    with st.container(key="build-flow"):
        mount("flow", meta, arrays, key="flow")


def problem(frame: Frame) -> None:
    """Explains why the network cannot be built or trained, and offers the nearest fixes; draws nothing if it can."""
    draft, text = draft_of(frame), frame.text
    if draft.too_large is None and draft.excess is None:
        return
    with st.container(key="build-problem", horizontal=True, gap="medium", vertical_alignment="center"):
        if draft.too_large is not None:
            st.html(_misfit_picture(draft.too_large, text), width="content")
        with st.container(gap="small", width="stretch"):
            if draft.too_large is not None:
                _explain_misfit(draft, draft.too_large, text)
            elif draft.excess is not None:
                _explain_excess(draft.excess, text)
            _buttons(draft, text)


def failing_title(draft: Architecture, text: Text) -> str:
    """The title of the layer that does not fit."""
    return layer_title(next(row for row in worked(draft) if row.state == "failing"), text)


def _explain_misfit(draft: Architecture, too_large: WindowTooLarge, text: Text) -> None:
    places = too_large.height - too_large.value + 1
    values = {"layer": failing_title(draft, text), "window": too_large.value, "size": too_large.height}
    shown = f"{MINUS}{-places}" if places < 0 else str(places)
    st.markdown(
        f"**{text('page.build.misfit', **values)}**  \n{text('page.build.misfit_places', **values, places=shown)}"
    )


def _explain_excess(excess: Excess, text: Text) -> None:
    st.markdown(
        f"**{text(f'page.build.too_many_{excess.what}', received=excess.received, limit=excess.limit)}**  \n"
        + text(f"page.build.too_many_{excess.what}_why")
    )


def _buttons(draft: Architecture, text: Text) -> None:
    with st.container(key="build-fixes", horizontal=True, gap="small"):
        for place, fix in enumerate(fixes(draft)):
            st.button(
                _fix_label(fix, text),
                key=f"build_fix_{place}",
                type="primary" if place == 0 and fix.is_enough else "secondary",
                wrap=True,
                on_click=set_draft,
                args=(fix.architecture,),
            )


def _fix_label(fix: Fix, text: Text) -> str:
    name = "_".join(filter(None, ("fix", fix.kind, fix.setting)))
    label = text(f"page.build.{name}", value=fix.value, number=fix.number + 1)
    if fix.output_shape is not None:
        label = f"{label} → {shape_words(fix.output_shape)}"
    return label if fix.is_enough else text("page.build.fix_in_part", fix=label)


def _misfit_picture(too_large: WindowTooLarge, text: Text) -> str:
    """An HTML figure of the window around the map that is too small for it, on the same scale."""
    return (
        f'<figure class="misfit" style="--window: {too_large.value}; --map: {too_large.height}">'
        f"<figcaption>{text('page.build.window', window=too_large.value)}</figcaption>"
        '<div class="misfit-window"><div class="misfit-map"></div></div>'
        f"<small>{text('page.build.map', size=too_large.height)}</small></figure>"
    )

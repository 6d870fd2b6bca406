"""Fields in which a visitor types the position of a number of a stage, to see the number in full precision."""

from functools import partial

import numpy as np
import streamlit as st

from explainer.network import Stage
from explainer.ui import session
from explainer.ui.frame import Frame
from explainer.ui.numbers import MINUS
from explainer.ui.pictures.stage import StageContext
from explainer.ui.widgets import bound

TEXT = "page.walkthrough.typed"


def typed_cell(frame: Frame, context: StageContext) -> None:
    """Draws fields for map, row and column, or for an index in a vector, and Keras's number at that position."""
    text, stage = frame.text, context.stage
    label, icon = text(f"{TEXT}.title"), ":material/pin_drop:"
    with st.expander(label, icon=icon, key="typed_cell", on_change="rerun") as unfolded:
        if not unfolded.open:
            return
        fields = _fields(stage)
        for (name, count), place in zip(fields.items(), st.columns(len(fields)), strict=True):
            key = f"typed_{stage.name}_{name}"
            shown = text(f"{TEXT}.{name if len(fields) > 1 else 'place'}", last=count - 1)
            with place:
                st.number_input(
                    shown, 0, count - 1, **bound(key, getattr(context, name), partial(_choose, context, name))
                )
        st.caption(text(f"{TEXT}.counting"))
        st.markdown(text(f"{TEXT}.value", value=_value(context)))


def _fields(stage: Stage) -> dict[str, int]:
    """The coordinates of a number, as fields of `Session`, with their sizes."""
    *sides, numbers = stage.output_shape
    return {"filter": numbers} | dict(zip(("row", "column"), sides, strict=False))


def _choose(context: StageContext, name: str, chosen: int) -> None:
    """Stores the whole position: coordinates that were not typed are those shown."""
    session.change(**{field: getattr(context, field) for field in _fields(context.stage)} | {name: chosen})


def _value(context: StageContext) -> str:
    """The number with as many digits as distinguish it from every other `float32`."""
    output = context.trace[context.stage.name].output
    places = _fields(context.stage)
    value = output[tuple(getattr(context, name) for name in (*list(places)[1:], "filter"))]
    return np.format_float_positional(value, unique=True, trim="0").replace("-", MINUS)

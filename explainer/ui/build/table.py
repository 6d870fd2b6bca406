"""The table of `model.summary()`, with every number worked out."""

from __future__ import annotations

from html import escape

import streamlit as st

from explainer.network import Architecture, Layer
from explainer.network.worked import LayerRow, worked
from explainer.text import Text
from explainer.ui.build.picture import failing_title
from explainer.ui.drafting import draft_of
from explainer.ui.frame import Frame
from explainer.ui.network_words import size_words, weight_words
from explainer.ui.pictures.flow import layer_title

COLUMNS = ("layer", "shape", "size", "weights", "parameters", "multiply_adds")
NOTHING = "—"


def summary(frame: Frame) -> None:
    """Shows the layers as Keras's summary lists them."""
    draft, text = draft_of(frame), frame.text
    st.header(text("page.build.summary"), anchor=False)
    st.caption(text("page.build.summary_hint"))
    st.html(summary_table(draft, text))


def summary_table(draft: Architecture, text: Text) -> str:
    """The summary as HTML.

    Args:
        draft: The network, which may not fit.
    """
    titles = {column: text(f"page.build.column_{column}") for column in COLUMNS}
    head = "".join(f'<th scope="col" class="{column}">{escape(titles[column])}</th>' for column in COLUMNS)
    rows = "".join(_row(_cells(row, draft, text), titles, row.state) for row in worked(draft))
    return (
        f'<table class="summary"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>'
        f"<tfoot>{_row(_totals(draft, text), titles, 'total')}</tfoot></table>"
    )


def _row(cells: dict[str, str], titles: dict[str, str], state: str) -> str:
    columns = "".join(
        f'<td class="{column}" data-title="{escape(titles[column])}">{cells[column]}</td>' for column in COLUMNS
    )
    return f'<tr class="{state}">{columns}</tr>'


def _cells(row: LayerRow, draft: Architecture, text: Text) -> dict[str, str]:
    name = f"<b>{escape(layer_title(row, text))}</b><code>{row.keras_name} ({row.settings.keras_name})</code>"
    return {
        "layer": name,
        "shape": _shape(row, text),
        "size": escape(_size(row, draft, text)),
        "weights": escape(_weights(row, text)),
        "parameters": _parameters(row),
        "multiply_adds": _multiply_adds(row),
    }


def _shape(row: LayerRow, text: Text) -> str:
    """As Keras writes it, with the batch first."""
    if row.state == "failing":
        return escape(text("page.build.no_shape"))
    sizes = ", ".join("?" if size is None else str(size) for size in row.output_shape)
    return f"(None, {sizes})"


def _size(row: LayerRow, draft: Architecture, text: Text) -> str:
    if row.size is None:
        return text("page.build.waits", layer=failing_title(draft, text))
    return size_words(row.size, text)


def _weights(row: LayerRow, text: Text) -> str:
    rule = row.weights
    if rule is None:
        return text("page.build.unknown") if row.has_parameters else text("page.build.no_weights")
    calculation = weight_words(rule)
    return text("page.build.if_it_fitted", calculation=calculation) if row.state == "failing" else calculation


def _parameters(row: LayerRow) -> str:
    if row.state == "failing" and row.has_parameters:
        return NOTHING
    if row.weights is None:
        return "?" if row.has_parameters else "0"
    return f"{row.weights.parameters:,}"


def _multiply_adds(row: LayerRow) -> str:
    """Numbers that come out, times the products that are added up for each."""
    if not row.products or row.state == "failing":
        return NOTHING
    if not isinstance(row.layer, Layer):
        return "?"
    products = "·".join(f"{factor:,}" for factor in row.products)
    places = "·".join(f"{size:,}" for size in row.output_shape)
    inner = f"({products})" if len(row.products) > 1 else products
    return f"{row.layer.multiply_adds:,}<small>{places}·{inner}</small>"


def _totals(draft: Architecture, text: Text) -> dict[str, str]:
    layers = draft.built
    parts = [f"{layer.parameters:,}" for layer in layers if layer.parameters]
    return {
        "layer": f"<b>{escape(text('page.build.total' if draft.too_large is None else 'page.build.so_far'))}</b>",
        "shape": "",
        "size": "",
        "weights": escape(" + ".join(parts)),
        "parameters": f"{draft.parameters:,}",
        "multiply_adds": f"{draft.multiply_adds:,}",
    }

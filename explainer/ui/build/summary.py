"""The table of the layers, the cost of training them, and the Keras code."""

from html import escape

import streamlit as st

from explainer.network import Architecture, Layer, NetworkConfig
from explainer.network.worked import LayerRow, worked
from explainer.text import Text
from explainer.training.models.downloads import notebook
from explainer.training.queue.estimates import measurements
from explainer.training.recipes.recipe import Recipe
from explainer.training.recipes.script import training_source
from explainer.training.store.records import Request
from explainer.training.worker.speed import speed_of_runs
from explainer.ui import caches, session
from explainer.ui.build.flow import failing_title
from explainer.ui.draft_network import draft_name, draft_of
from explainer.ui.durations import about
from explainer.ui.frame import Frame
from explainer.ui.network_words import size_words, weight_words
from explainer.ui.pages import PAGES, go_to
from explainer.ui.pictures.flow import layer_title
from explainer.ui.run_names import in_markdown, recipe_name
from explainer.ui.runs_page.download import steps_words
from explainer.ui.train.start import chosen_recipe, measure, needs

COLUMNS = ("layer", "shape", "size", "weights", "parameters", "multiply_adds")
NOTHING = "—"
SEED = 0
"""The seed in the code if none was chosen: without a seed, the code would not be reproducible."""


def summary(frame: Frame) -> None:
    """Draws the layers as a table like that of Keras's `summary`."""
    draft, text = draft_of(frame), frame.text
    st.header(text("page.build.summary"), anchor=False)
    st.caption(text("page.build.summary_hint"))
    st.html(summary_table(draft, text))


def summary_table(draft: Architecture, text: Text) -> str:
    """The table as HTML."""
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
    """The output shape as Keras writes it, with the batch dimension first."""
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
    """The layer's multiply-adds, and the calculation: output size × products per output number."""
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


def seconds_an_epoch(frame: Frame) -> None:
    """Shows the duration of an epoch and its source, or a button that measures it; then the training run's cost."""
    config, text = draft_of(frame).config, frame.text
    if config is None:
        return
    recipe = chosen_recipe(frame.session)
    with st.container(key="build-cost", horizontal=True, gap="small", vertical_alignment="center"):
        sentence, is_known = _sentence(config, recipe, text)
        st.markdown(sentence, width="content")
        if not is_known:
            measure(config, recipe, text, key="build_measure")
    needs(frame, config, recipe)


def _sentence(config: NetworkConfig, recipe: Recipe, text: Text) -> tuple[str, bool]:
    """The sentence on the duration of an epoch, and whether the duration is known."""
    speed = caches.speeds().known(config, recipe.batch_size)
    source = "measured"
    if speed is None:
        speed = speed_of_runs(config, recipe.batch_size, measurements(caches.queue().store))
        source = "from_runs"
    if speed is None:
        return text("page.build.not_measured", batch_size=recipe.batch_size), False
    return text(
        f"page.build.epoch_{source}",
        duration=about(recipe.epoch_images / speed, text),
        images=recipe.epoch_images,
        batch_size=recipe.batch_size,
        recipe=recipe_name(text, recipe),
        speed=round(speed),
    ), True


def start(frame: Frame) -> None:
    """Draws the button that opens the Train page with this network, and what to fix first if it cannot be trained."""
    draft, text = draft_of(frame), frame.text
    with st.container(key="build-start", horizontal=True, gap="small", vertical_alignment="center"):
        if draft.too_large is not None:
            st.markdown(text("page.build.mend_first", layer=failing_title(draft, text)), width="content")
        elif draft.excess is not None:
            st.markdown(text("page.build.shrink_first"), width="content")
        pressed = st.button(
            text("page.build.train"),
            key="build_train",
            type="primary",
            icon=PAGES["train"].icon,
            disabled=draft.config is None,
        )
    if pressed:
        go_to("train", session.change(network=draft, run=None))


def keras_code(frame: Frame) -> None:
    """Draws the script that builds and trains the network, while its expander is open."""
    draft, text = draft_of(frame), frame.text
    with st.expander(text("page.build.code"), icon=":material/code:", key="build_code", on_change="rerun") as unfolded:
        if not unfolded.open:
            return
        if draft.config is None:
            st.caption(text("page.build.code_later"))
        else:
            _code(draft, draft.config, frame)


def _code(draft: Architecture, config: NetworkConfig, frame: Frame) -> None:
    text = frame.text
    recipe = chosen_recipe(frame.session)
    seed = SEED if frame.session.seed is None else frame.session.seed
    request = Request(config=config, recipe=recipe, seed=seed)
    script = training_source(config, recipe, seed)
    st.caption(text("page.build.code_hint", recipe=in_markdown(recipe_name(text, recipe))))
    if recipe.own_digits is not None:
        is_kept = caches.own_sets().get(frame.visitor).digest == recipe.own_digits.digest
        st.caption(text("page.build.code_own" if is_kept else "page.build.code_own_earlier"))
    with st.container(key="build-downloads", horizontal=True, gap="small"):
        _download(text, "script", "cnn.py", "text/x-python", script)
        words = _notebook_words(text, draft_name(draft, text), config, recipe)
        # Created when the button is pressed, not at every change of a widget.
        _download(text, "notebook", "cnn.ipynb", "application/x-ipynb+json", lambda: notebook(request, words))
    st.code(script, language="python", wrap_lines=True)


def _download(text: Text, kind: str, file_name: str, mime: str, data: object) -> None:
    st.download_button(
        text(f"page.build.download_{kind}"),
        data=data,  # type: ignore[arg-type]
        file_name=file_name,
        mime=mime,
        key=f"build_{kind}",
        icon=":material/download:",
        on_click="ignore",
    )


def _notebook_words(text: Text, name: str, config: NetworkConfig, recipe: Recipe) -> dict[str, str]:
    introduction = text("page.build.notebook_introduction", name=in_markdown(name), parameters=config.parameters)
    return {"introduction": introduction, **steps_words(text, recipe), "result": text("page.build.notebook_result")}

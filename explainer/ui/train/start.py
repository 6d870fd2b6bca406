"""The run to show, the choice and start of a new run, and its needs of time, disk and memory."""

import math
import secrets
from collections.abc import Iterable
from typing import Any

import streamlit as st

from explainer import mnist
from explainer.errors import ExplainerError
from explainer.mnist import TRAINING_IMAGES
from explainer.network import Architecture, NetworkConfig
from explainer.network.notation import write_network
from explainer.text import Text, joined
from explainer.training.limits.limits import MEGABYTE, current_limits
from explainer.training.limits.memory import check_memory, peak_bytes
from explainer.training.limits.quotas import in_megabytes
from explainer.training.limits.sizes import run_bytes
from explainer.training.queue.estimates import Measurement, expected_seconds, measurements, runs_ahead
from explainer.training.recipes.recipe import FAST, OWN, QUICK_LOOK, RECIPES, Recipe
from explainer.training.recipes.script import NUMPY, label_lines, own_lines, recipe_imports, recipe_source
from explainer.training.store.records import MAX_SEED, Request
from explainer.training.store.status import RunStatus, read_status
from explainer.ui import caches, session
from explainer.ui.addresses import where_from
from explainer.ui.draft_network import config_in_use, draft_name, draft_of
from explainer.ui.durations import about
from explainer.ui.frame import Frame
from explainer.ui.pages import page_link
from explainer.ui.parts import explain
from explainer.ui.query import Session
from explainer.ui.run_names import in_markdown, recipe_name
from explainer.ui.terms import paragraph
from explainer.ui.train.form import choose_own_images, choose_seed, leave_out_unknown, own_recipe
from explainer.ui.train.running import watched
from explainer.ui.widgets import index_of


def shown_run(frame: Frame) -> RunStatus | None:
    """The visitor's active run, started in any tab; else the link's run; `None` if there is neither."""
    queue = caches.queue()
    active = queue.open_runs.of_visitor(frame.visitor)
    if active is None:
        queue.expect()
    chosen = active or frame.session.run
    if chosen is None:
        return None
    try:
        status = read_status(queue.store.run(chosen))
    except ExplainerError as error:
        explain(error, frame.text)
        return None
    if chosen != frame.session.run:
        session.change(run=chosen)
    return status


def heading(frame: Frame, status: RunStatus | None) -> None:
    """Draws the title: of the page, or of the run's state."""
    text = frame.text
    if status is None:
        st.title(text("page.train.title"), anchor=False)
        return
    st.title(text(f"page.train.title_{status.state}"), anchor=False)
    if status.recipe is not None and status.recipe_so_far is not None:
        st.markdown(
            text("page.train.trained_by", name=recipe_name(text, status.recipe), size=size(text, status.recipe_so_far))
        )


def choose(frame: Frame) -> None:
    """Draws the network, the recipes as cards, their settings, and the start button."""
    text = frame.text
    leave_out_unknown(frame)
    draft = draft_of(frame)
    ahead = len(runs_ahead(caches.queue()))
    with st.container(key="training-choice"):
        about_learning = st.empty()
        _network(frame, draft)
        default = QUICK_LOOK if ahead else FAST
        chosen = frame.session.recipe or default.name
        settings = frame.session.training or default.own
        _recipe_cards(text, draft, chosen, settings)
        if ahead:
            st.info(text("page.train.others", count=ahead), icon=":material/group:")
        recipe = own_recipe(text, settings) if chosen == OWN else RECIPES[chosen]
        choose_own_images(frame, settings if chosen == OWN else RECIPES[chosen].own, recipe)
        batch_size = settings.batch_size if recipe is None else recipe.batch_size
        if draft.config is not None:
            with about_learning:
                learned = draft.trainable_parameters
                paragraph(frame, "page.train.sentence", parameters=learned, batch_size=batch_size)
        if chosen == OWN or frame.session.seed is not None:
            choose_seed(text, frame.session.seed)
        can_start = recipe is not None and draft.config is not None and _can_start(frame, draft.config, recipe)
        start, evaluate = _start_row(text, can_start=can_start)
        st.caption(text("page.train.goes_on"))
        if recipe is not None:
            _source(recipe, text)
    if start and recipe is not None and draft.config is not None:
        _start(frame, draft.config, recipe.model_copy(update={"evaluate_each_epoch": evaluate}))


def choose_again(recipe: Recipe | None) -> None:
    """Returns to the choice of a recipe, with the given one selected."""
    choices: dict[str, Any] = {"recipe": None}
    if recipe is not None and recipe.name in RECIPES:
        choices = {"recipe": recipe.name}
    elif recipe is not None and recipe.is_known:
        choices = {"recipe": OWN, "training": recipe.own}
    session.change(run=None, **choices)
    st.rerun()


def chosen_recipe(choices: Session) -> Recipe:
    """The recipe chosen on the Train page; `FAST` if none is chosen, or if the own one exceeds a limit."""
    return choices.own_recipe or RECIPES.get(choices.recipe or FAST.name, FAST)


def size(text: Text, recipe: Recipe) -> str:
    """A recipe's images, epochs and batch size in words."""
    if not recipe.is_known:
        return text("page.train.size_unknown")
    images = text(
        f"page.train.{'images_all' if recipe.training_images == TRAINING_IMAGES else 'images_part'}",
        images=recipe.training_images,
    )
    if recipe.own_digits is not None:
        images = text("page.train.images_and_own", images=images, added=recipe.added_images)
    epochs = "one_epoch" if recipe.epochs == 1 else "several_epochs"
    return text(
        "page.train.size",
        images=images,
        epochs=text(f"page.train.{epochs}", epochs=recipe.epochs),
        batch_size=recipe.batch_size,
    )


def _network(frame: Frame, draft: Architecture) -> None:
    """Draws the name of the network to train, with links that change it."""
    text = frame.text
    with st.container(key="training-network", horizontal=True, gap="small", vertical_alignment="center"):
        name = in_markdown(draft_name(draft, text))
        # If a layer does not fit, only the parameters of the layers before it are known.
        words = "page.train.network_alone" if draft.config is None else "page.train.network"
        st.markdown(text(words, name=name, parameters=draft.parameters), width="content")
        page_link(frame, "build", text("page.train.change_network"), {"network": write_network(draft)})
        if frame.session.network is not None and draft != config_in_use(frame):
            st.button(
                text("page.train.network_in_use"),
                key="train_network_in_use",
                type="tertiary",
                icon=":material/undo:",
                wrap=True,
                on_click=_use_network_in_use,
            )
    if draft.config is None:
        st.warning(text("page.train.network_impossible"), icon=":material/warning:")


def _use_network_in_use() -> None:
    session.change(network=None)


def _recipe_cards(text: Text, draft: Architecture, chosen: str, settings: Recipe) -> None:
    """Draws a card for each recipe, and one for one's own settings."""
    # Streamlit identifies an option by its label, so each language needs its own key.
    key = session.bind(f"training_recipe_{text.language}", chosen)

    def keep() -> None:
        name = session.value(key)
        # The own settings start from the recipe that was selected before.
        begin = RECIPES[chosen].own if name == OWN and chosen in RECIPES else settings
        is_first = name == OWN and session.current().training is None
        session.change(recipe=name, **({"training": begin} if is_first else {}))

    measured = list(measurements(caches.queue().store))
    captions = []
    for recipe in (*RECIPES.values(), settings if settings.excess is None else None):
        config = draft.config
        seconds = None if recipe is None or config is None else known_seconds(config, recipe, measured)
        captions.append(_caption(text, recipe, seconds))
    names = [*RECIPES, OWN]
    with st.container(key="training-recipes"):
        st.radio(
            text("page.train.recipe"),
            names,
            index=index_of(names, chosen),
            key=key,
            format_func=lambda name: f"**{text(f'recipe.{name}.name')}**",
            captions=captions,
            horizontal=True,
            width="stretch",
            label_visibility="collapsed",
            on_change=keep,
        )


def _caption(text: Text, recipe: Recipe | None, seconds: float | None) -> str:
    if recipe is None:
        return text(f"recipe.{OWN}.promise")
    # The sentence below the cards says that a duration is unknown.
    expected = "" if seconds is None else f"**{about(seconds, text)}** "
    return f"{expected}{size(text, recipe)}  \n{text(f'recipe.{recipe.name}.promise')}"


def _source(recipe: Recipe, text: Text) -> None:
    """Draws the recipe as Keras code, while its expander is open."""
    with st.expander(
        text("page.train.source"), icon=":material/code:", key="train_code", on_change="rerun"
    ) as unfolded:
        if unfolded.open:
            st.code(_source_lines(recipe), language="python", wrap_lines=True)


def _source_lines(recipe: Recipe) -> str:
    """The code of a recipe; for own settings, also the imports and the lines for labels and own digits."""
    if recipe.name != OWN:
        return recipe_source(recipe)
    labels, own = label_lines(recipe), own_lines(recipe).values()
    imports = [*recipe_imports(recipe), *(["from keras.utils import to_categorical"] if labels else [])]
    paragraphs = [[*([NUMPY] if own else []), *imports], labels, own, [recipe_source(recipe)]]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines)


def _can_start(frame: Frame, config: NetworkConfig, recipe: Recipe) -> bool:
    """Says what a training run needs; returns whether it may start. Offers to measure its speed if that is unknown."""
    has_data = _has_data(frame)
    can_start = needs(frame, config, recipe) and has_data
    if can_start and known_seconds(config, recipe) is None:
        measure(config, recipe, frame.text, key="train_measure")
    return can_start


def _start_row(text: Text, *, can_start: bool) -> tuple[bool, bool]:
    """Draws the start button; returns whether it was pressed, and whether to evaluate test images after each epoch."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        start = st.button(
            text("page.train.start"), type="primary", icon=":material/play_arrow:", disabled=not can_start
        )
        evaluate = st.toggle(
            text("page.train.evaluate"),
            value=True,
            key="training_evaluate",
            help=text("page.train.evaluate_help"),
            persist_state="session",
        )
    return start, evaluate


def _has_data(frame: Frame) -> bool:
    try:
        mnist.load()
    except ExplainerError as error:
        # The frame may have shown the error already.
        if error.code not in frame.shown_errors:
            explain(error, frame.text)
        return False
    return True


def _start(frame: Frame, config: NetworkConfig, recipe: Recipe) -> None:
    chosen = frame.session.seed
    seed = secrets.randbelow(MAX_SEED + 1) if chosen is None else chosen
    request = Request(
        config=config, recipe=recipe, seed=seed, visitor=frame.visitor, address=where_from(), watched=watched(frame)
    )
    try:
        run = caches.queue().submit(request, caches.own_sets().find(frame.visitor, recipe.own_digits))
    except ExplainerError as error:
        if error.code != "training_active":
            raise
        # Another tab has started a run: show that one.
        run = str(error.details["run"])
    session.change(run=run)
    st.rerun()


GIGABYTE = 1_000 * MEGABYTE
MENDED_ON_RUNS = ("room_full_visitor", "disk_full")
"""Errors that a visitor can fix by deleting own runs."""


def needs(frame: Frame, config: NetworkConfig, recipe: Recipe) -> bool:
    """Says what a training run needs, with a warning if it exceeds a limit; returns whether it fits."""
    text, queue = frame.text, caches.queue()
    request = Request(config=config, recipe=recipe, visitor=frame.visitor, address=where_from())
    _sentence(request, text)
    try:
        check_memory(config, recipe, queue.dispatcher.sharing_memory)
        queue.quotas.check(request, run_bytes(config, recipe))
    except ExplainerError as error:
        with st.container(key="training-refused"):
            st.warning(text(f"error.{error.code}", **error.details), icon=":material/block:")
            if error.code in MENDED_ON_RUNS:
                page_link(frame, "runs")
        return False
    return True


def known_seconds(config: NetworkConfig, recipe: Recipe, measured: Iterable[Measurement] | None = None) -> float | None:
    """The expected duration of a training run, from earlier runs or, without those, from the measured speed.

    Args:
        measured: Measurements of earlier runs; by default those of the store.

    Returns:
        Seconds; `None` if neither is known.
    """
    expected = expected_seconds(recipe, config, measurements(caches.queue().store) if measured is None else measured)
    if expected is not None:
        return expected
    speed = caches.speeds().known(config, recipe.batch_size)
    return None if speed is None else recipe.epochs * recipe.epoch_images / speed


def measure(config: NetworkConfig, recipe: Recipe, text: Text, *, key: str) -> None:
    """Draws the button that measures the training speed of a network."""
    if not st.button(text("page.build.measure"), key=key, icon=":material/timer:"):
        return
    try:
        with st.spinner(text("page.build.measuring")):
            caches.speeds().measure(config, recipe.batch_size)
    except ExplainerError as error:
        explain(error, text)
        return
    st.rerun()


def room_taken(frame: Frame) -> None:
    """Says how much of the visitor's disk quota their runs use."""
    own, *_ = caches.queue().quotas.quotas(frame.visitor, where_from())
    if math.isfinite(own.limit):
        words = {"taken": in_megabytes(own.taken), "limit": int(own.limit / MEGABYTE)}
        st.caption(frame.text("page.runs.room", **words))


def _sentence(request: Request, text: Text) -> None:
    seconds = known_seconds(request.config, request.recipe)
    parts = [
        text("page.train.unmeasured") if seconds is None else about(seconds, text),
        _room(request, text),
        text("page.train.needs_memory", gigabytes=f"{peak_bytes(request.config, request.recipe) / GIGABYTE:.1f}"),
    ]
    limit = current_limits().seconds
    recipe = in_markdown(recipe_name(text, request.recipe))
    said = [text("page.train.needs", recipe=recipe, needs=text("page.train.needs_separator").join(parts))]
    if seconds is not None and seconds > limit:
        said.append(text("page.train.needs_longer", limit=about(limit, text)))
    st.markdown(joined(said))


def _room(request: Request, text: Text) -> str:
    own, *_ = caches.queue().quotas.quotas(request.visitor, request.address)
    needed = in_megabytes(run_bytes(request.config, request.recipe))
    if not math.isfinite(own.limit):
        return text("page.train.needs_disk", needed=needed)
    words = {"taken": in_megabytes(own.taken), "limit": int(own.limit / MEGABYTE)}
    return text("page.train.needs_share", needed=needed, **words)

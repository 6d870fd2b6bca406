"""Texts for a run's state and progress, shared by all pages."""

from explainer.text import Text
from explainer.training.store.states import State
from explainer.training.store.status import RunStatus
from explainer.ui.durations import about, exact
from explainer.ui.numbers import UNKNOWN, percent

ALMOST_DONE_SECONDS = 3.0


def state_words(text: Text, state: State) -> str:
    """The name of a run's state."""
    return text(f"state.{state}")


def epochs_words(text: Text, status: RunStatus) -> str:
    """The number of completed epochs and of requested epochs. An interrupted epoch is not counted."""
    if status.recipe is not None and not status.recipe.is_known:
        return UNKNOWN
    return text("run.epochs_of", done=status.whole_epochs, asked=status.epochs)


def time_words(text: Text, status: RunStatus) -> str:
    """The training time, without pauses."""
    return exact(status.took, text) if status.took else UNKNOWN


def left_words(text: Text, status: RunStatus) -> str:
    """The remaining time; "almost done" in the last seconds and during the last evaluation."""
    seconds = status.seconds_left
    if status.is_testing and status.epoch == status.epochs:
        return text("page.train.almost_done")
    if seconds is None:
        return UNKNOWN
    return text("page.train.almost_done") if seconds < ALMOST_DONE_SECONDS else about(seconds, text)


def now_words(text: Text, status: RunStatus) -> str:
    """A run's status in a line: its state and, if it has begun, the completed share."""
    state = state_words(text, status.state)
    return text("run.now", state=state, share=percent(status.fraction, 0)) if status.epoch else state

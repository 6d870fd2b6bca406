"""How far a run has come, in the same words wherever it is said."""

from explainer.text import Text
from explainer.training.store.states import State
from explainer.training.store.status import RunStatus
from explainer.ui.durations import about, exact
from explainer.ui.numbers import UNKNOWN, percent

ALMOST_DONE_SECONDS = 3.0


def state_words(text: Text, state: State) -> str:
    """A run's state."""
    return text(f"state.{state}")


def epochs_words(text: Text, status: RunStatus) -> str:
    """How many epochs were trained to their end, of how many; one that was cut short is not among them."""
    if status.recipe is not None and not status.recipe.is_known:
        return UNKNOWN
    return text("run.epochs_of", done=status.whole_epochs, asked=status.epochs)


def time_words(text: Text, status: RunStatus) -> str:
    """How long it has been trained, pauses apart."""
    return exact(status.took, text) if status.took else UNKNOWN


def left_words(text: Text, status: RunStatus) -> str:
    """The time left; in the last seconds, and in the last evaluation, only that it is almost done."""
    seconds = status.seconds_left
    if status.is_testing and status.epoch == status.epochs:
        return text("page.train.almost_done")
    if seconds is None:
        return UNKNOWN
    return text("page.train.almost_done") if seconds < ALMOST_DONE_SECONDS else about(seconds, text)


def now_words(text: Text, status: RunStatus) -> str:
    """A run in a line: its state, and of one that has begun how much of it is done."""
    state = state_words(text, status.state)
    return text("run.now", state=state, share=percent(status.fraction, 0)) if status.epoch else state

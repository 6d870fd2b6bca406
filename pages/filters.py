"""One filter in detail: the patterns it responds to, and its effect on the accuracy."""

from explainer.ui.filters.close_up import close_up
from explainer.ui.page_frame import page_frame

with page_frame("filters") as frame:
    close_up(frame)

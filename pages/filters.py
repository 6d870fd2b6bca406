"""One filter up close: what it looks for, and what it is worth."""

from explainer.ui.filters.close_up import close_up
from explainer.ui.page_frame import page_frame

with page_frame("filters") as frame:
    close_up(frame)

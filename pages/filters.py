"""One filter up close: what it looks for, and what it is worth."""

from explainer.ui import filters
from explainer.ui.page_frame import page_frame

with page_frame("filters") as frame:
    filters.close_up(frame)

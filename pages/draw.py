"""Draw a digit and watch every layer answer."""

from explainer.ui import draw
from explainer.ui.page_frame import page_frame

with page_frame("draw") as frame:
    draw.heading(frame)
    draw.board(frame)

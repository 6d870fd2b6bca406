"""Draw a digit and watch every layer answer."""

from explainer.ui.draw.board import board, heading
from explainer.ui.page_frame import page_frame

with page_frame("draw") as frame:
    heading(frame)
    board(frame)

"""Drawing of a digit, with the output of every layer for it."""

from explainer.ui.draw.board import board, heading
from explainer.ui.page_frame import page_frame

with page_frame("draw") as frame:
    heading(frame)
    board(frame)

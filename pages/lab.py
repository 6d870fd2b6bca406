"""Convolution, pooling and a moved digit, to be tried by hand."""

from explainer.ui import lab
from explainer.ui.page_frame import page_frame

with page_frame("lab") as frame:
    lab.heading(frame)
    lab.choice(frame)
    lab.experiment(frame)

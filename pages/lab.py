"""Experiments with small numbers: convolution, pooling, a shifted digit, and optimizers."""

from explainer.ui import lab
from explainer.ui.page_frame import page_frame

with page_frame("lab") as frame:
    lab.heading(frame)
    lab.choice(frame)
    lab.experiment(frame)

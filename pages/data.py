"""The data set: 70,000 images, their pixels, and how they are prepared for the network."""

from explainer.ui import data
from explainer.ui.page_frame import page_frame

with page_frame("data") as frame:
    data.heading(frame)
    data.explore(frame)
    data.steps(frame)
    data.colours(frame)

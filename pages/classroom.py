"""The guide for teachers: how to start the dashboard for a class, and what it offers them."""

from explainer.ui.handouts import handout
from explainer.ui.page_frame import page_frame

with page_frame("classroom") as frame:
    handout(frame, "classroom")

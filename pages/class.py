"""The class page: a teacher asks, students answer, and everyone sees what the class thinks."""

from explainer.ui.classroom.page import page
from explainer.ui.page_frame import page_frame

with page_frame("class") as frame:
    page(frame)

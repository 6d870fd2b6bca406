"""The class page: a teacher asks questions, students answer, and everyone sees the class's answers."""

from explainer.ui.classroom.page import page
from explainer.ui.page_frame import page_frame

with page_frame("class") as frame:
    page(frame)

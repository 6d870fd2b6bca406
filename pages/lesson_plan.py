"""A lesson of fifty minutes, with links to what is shown in it."""

from explainer.ui.handouts import handout
from explainer.ui.page_frame import page_frame

with page_frame("lesson_plan") as frame:
    handout(frame, "lesson-plan")

"""The plan of a fifty-minute lesson, with links to the pages it uses."""

from explainer.ui.handouts import handout
from explainer.ui.page_frame import page_frame

with page_frame("lesson_plan") as frame:
    handout(frame, "lesson-plan")

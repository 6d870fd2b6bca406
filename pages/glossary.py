"""What each term means, in two languages, and where it can be seen."""

from explainer.ui import glossary
from explainer.ui.page_frame import page_frame

with page_frame("glossary") as frame:
    glossary.heading(frame)
    glossary.look_up(frame)
    glossary.everything(frame)

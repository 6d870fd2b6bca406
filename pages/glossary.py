"""The glossary: each term's meaning in two languages, with links to pages that show it."""

from explainer.ui import glossary
from explainer.ui.page_frame import page_frame

with page_frame("glossary") as frame:
    glossary.heading(frame)
    glossary.look_up(frame)
    glossary.everything(frame)

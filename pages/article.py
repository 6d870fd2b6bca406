"""The article's script, line by line: what each line does, with its arguments and its live numbers."""

from explainer.ui import article
from explainer.ui.page_frame import page_frame

with page_frame("article") as frame:
    article.heading(frame)
    article.script(frame)
    article.downloads(frame)

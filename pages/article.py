"""The article's script, line by line: what each line does, with its arguments and its live numbers."""

from explainer.ui.article.downloads import downloads
from explainer.ui.article.reasons import reasons
from explainer.ui.article.script import heading, script
from explainer.ui.page_frame import page_frame

with page_frame("article") as frame:
    heading(frame)
    script(frame)
    reasons(frame)
    downloads(frame)

"""One's own trainings: name them, use them, take them home, and bring a configuration back."""

from explainer.ui import runs_page
from explainer.ui.page_frame import page_frame

with page_frame("runs") as frame:
    runs_page.heading(frame)
    runs_page.by_link(frame)
    runs_page.own(frame)
    runs_page.bring_back(frame)

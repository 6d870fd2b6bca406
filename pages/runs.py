"""One's own trainings: name them, use them, take them home, and bring a configuration back."""

from explainer.ui.page_frame import page_frame
from explainer.ui.runs_page import listing, upload

with page_frame("runs") as frame:
    listing.heading(frame)
    listing.by_link(frame)
    listing.own(frame)
    upload.bring_back(frame)

"""The visitor's training runs: name, use and download them, or import a configuration."""

from explainer.ui.page_frame import page_frame
from explainer.ui.runs_page import listing, upload

with page_frame("runs") as frame:
    listing.heading(frame)
    listing.by_link(frame)
    listing.own(frame)
    upload.bring_back(frame)

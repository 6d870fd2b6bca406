"""One image's way through the network, a stage at a time."""

from explainer.ui import walkthrough
from explainer.ui.page_frame import page_frame

with page_frame("walkthrough") as frame:
    walkthrough.walk(frame)

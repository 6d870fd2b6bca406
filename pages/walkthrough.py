"""One image's path through the network, stage by stage."""

from explainer.ui import walkthrough
from explainer.ui.page_frame import page_frame

with page_frame("walkthrough") as frame:
    walkthrough.walk(frame)

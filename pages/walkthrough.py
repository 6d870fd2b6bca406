"""One image's way through the network, a stage at a time."""

from explainer.ui import receptive, walkthrough
from explainer.ui.frame import page_frame

with page_frame("walkthrough") as frame:
    stage = walkthrough.chosen_stage(frame)
    walkthrough.stepper(frame, stage)
    walkthrough.heading(frame, stage)
    walkthrough.picture(frame, stage)
    receptive.panel(frame, stage)
    walkthrough.code(frame, stage)

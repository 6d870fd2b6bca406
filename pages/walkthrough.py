"""One image's way through the network, a stage at a time."""

from explainer.ui import receptive, walkthrough
from explainer.ui.frame import page_frame

with page_frame("walkthrough") as frame:
    stage = walkthrough.chosen_stage(frame)
    walkthrough.stepper(frame, stage)
    walkthrough.heading(frame, stage)
    context = walkthrough.context_of(frame, stage)
    walkthrough.picture(frame, context)
    receptive.panel(frame, context)
    walkthrough.code(frame, stage)

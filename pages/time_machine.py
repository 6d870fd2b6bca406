"""The network's output for one image, computed with the weights of every epoch."""

from explainer.ui import time_machine
from explainer.ui.page_frame import page_frame

with page_frame("time_machine") as frame:
    time_machine.heading(frame)
    time_machine.machine(frame)

"""Change the layers and see at once what fits, what it costs, and how Keras would be told."""

from explainer.ui import build
from explainer.ui.page_frame import page_frame

with page_frame("build") as frame:
    build.fields(frame)
    build.heading(frame)
    build.flow(frame)
    build.problem(frame)
    build.summary(frame)
    build.seconds_an_epoch(frame)
    build.start(frame)
    build.keras_code(frame)

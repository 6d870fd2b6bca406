"""Train the network and watch it learn."""

from explainer.ui import train
from explainer.ui.page_frame import page_frame

with page_frame("train") as frame:
    run = train.shown_run(frame)
    train.heading(frame, run)
    if run is None:
        train.choose(frame)
    elif run.is_active:
        train.progress(frame, run)
    else:
        train.results(frame, run)
    train.earlier_runs(frame, run)

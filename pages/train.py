"""Train the network and watch it learn."""

from explainer.ui import replay
from explainer.ui.page_frame import page_frame
from explainer.ui.train import ended, running, start

with page_frame("train") as frame:
    run = start.shown_run(frame)
    start.heading(frame, run)
    if run is None:
        start.choose(frame)
        replay.replay(frame)
    elif run.is_active:
        running.progress(frame, run)
        if run.state == "queued":
            replay.replay(frame)
    else:
        ended.results(frame, run)
    ended.earlier_runs(frame, run)

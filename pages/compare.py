"""Two to five trainings side by side: what differs, who is right where, and what chance explains."""

from explainer.ui import compare
from explainer.ui.page_frame import page_frame

with page_frame("compare") as frame:
    compare.heading(frame)
    subjects = compare.chosen(frame)
    compare.curves_and_differences(frame, subjects)
    compare.gaps(frame, subjects)
    compare.answers(frame, subjects)
    compare.side_by_side(frame, subjects)
    compare.twins(frame, subjects)
    compare.optimizers(frame)
    compare.overfitting(frame)
    compare.look_again(frame)

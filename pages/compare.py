"""Two to five trained models side by side: settings, curves, answers, and differences that chance explains."""

from explainer.ui.compare.answers import answers, side_by_side
from explainer.ui.compare.curves import curves_and_differences
from explainer.ui.compare.experiments import gaps, optimizers, overfitting
from explainer.ui.compare.models import chosen, heading
from explainer.ui.compare.results import results
from explainer.ui.compare.trainings import look_again
from explainer.ui.compare.twins import twins
from explainer.ui.page_frame import page_frame

with page_frame("compare") as frame:
    heading(frame)
    subjects = chosen(frame)
    if len(subjects) > 1:
        curves_and_differences(frame, subjects)
        gaps(frame, subjects)
        answers(frame, subjects)
        side_by_side(frame, subjects)
    results(frame)
    twins(frame, subjects)
    optimizers(frame)
    overfitting(frame)
    look_again(frame)

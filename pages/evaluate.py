"""Evaluation of the model in use on the test images: mistakes, confidence and robustness."""

from explainer.ui.evaluate.classes import classes, matrix
from explainer.ui.evaluate.evaluation import heading
from explainer.ui.evaluate.images import browse, mistakes, own, pair
from explainer.ui.evaluate.reliability import robustness, sureness, threshold
from explainer.ui.page_frame import page_frame

with page_frame("evaluate") as frame:
    evaluation = heading(frame)
    if evaluation is not None:
        matrix(frame)
        classes(frame, evaluation)
        mistakes(frame)
        sureness(frame, evaluation)
        threshold(frame)
        robustness(frame)
        own(frame)
        pair(frame)
        browse(frame)

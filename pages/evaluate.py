"""How good the model in use is on the test images: where it is wrong, how sure it is, and what is too hard for it."""

from explainer.ui import evaluate
from explainer.ui.page_frame import page_frame

with page_frame("evaluate") as frame:
    evaluation = evaluate.heading(frame)
    if evaluation is not None:
        evaluate.matrix(frame)
        evaluate.classes(frame, evaluation)
        evaluate.mistakes(frame)
        evaluate.sureness(frame, evaluation)
        evaluate.threshold(frame)
        evaluate.robustness(frame)
        evaluate.own(frame)
        evaluate.pair(frame)
        evaluate.browse(frame)

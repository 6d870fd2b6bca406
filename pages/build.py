"""The network editor: shapes, parameters, estimated training time and Keras code of the edited layers."""

from explainer.ui.build.flow import flow, heading, problem
from explainer.ui.build.form import fields
from explainer.ui.build.summary import keras_code, seconds_an_epoch, start, summary
from explainer.ui.page_frame import page_frame

with page_frame("build") as frame:
    heading(frame)
    flow(frame)
    fields(frame)
    problem(frame)
    summary(frame)
    seconds_an_epoch(frame)
    start(frame)
    keras_code(frame)

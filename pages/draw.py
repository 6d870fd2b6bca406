"""Draw a digit and watch every layer answer."""

from explainer.ui import draw
from explainer.ui.frame import page_frame

with page_frame("draw") as frame:
    pen, answer, preparation = draw.parts(frame)
    digit = draw.digit_on_canvas(frame.visitor)
    with answer:
        draw.answer(frame, digit)
        draw.follow_up(frame, digit)
    with pen:
        draw.pen(frame)
    with preparation:
        draw.what_the_network_sees(frame, digit)

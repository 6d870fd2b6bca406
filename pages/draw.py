"""Draw a digit and watch every layer answer."""

from explainer.ui import draw
from explainer.ui.frame import page_frame

with page_frame("draw") as frame:
    left, right = draw.columns(frame)
    with left:
        draw.pen(frame)
        digit = draw.digit_on_canvas(frame.visitor)
        draw.what_the_network_sees(frame, digit)
    with right:
        draw.answer(frame, digit)
        draw.follow_up(frame, digit)

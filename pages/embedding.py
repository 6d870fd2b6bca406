"""The test images on a plane, by what the network makes of them: near each other if it takes them for alike."""

from explainer.ui.embedding.map import the_map
from explainer.ui.embedding.neighbours import neighbours
from explainer.ui.embedding.space import heading
from explainer.ui.page_frame import page_frame

with page_frame("embedding") as frame:
    if heading(frame):
        the_map(frame)
        neighbours(frame)

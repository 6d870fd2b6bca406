"""A two-dimensional map of the test images: images with similar activations are close to each other."""

from explainer.ui.embedding.map import the_map
from explainer.ui.embedding.neighbours import neighbours
from explainer.ui.embedding.space import heading
from explainer.ui.page_frame import page_frame

with page_frame("embedding") as frame:
    if heading(frame):
        the_map(frame)
        neighbours(frame)

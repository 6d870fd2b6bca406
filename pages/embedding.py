"""The test images on a plane, by what the network makes of them: near each other if it takes them for alike."""

from explainer.ui import embedding
from explainer.ui.page_frame import page_frame

with page_frame("embedding") as frame:
    if embedding.heading(frame):
        embedding.the_map(frame)
        embedding.neighbours(frame)

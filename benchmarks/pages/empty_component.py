"""A canvas and a component that does nothing but say which drawing it was given."""

import streamlit as st
from streamlit_drawable_canvas import st_canvas

JS = """
export default function ({ parentElement, data }) {
  parentElement.querySelector(".nothing").dataset.painted = data.strokes;
}
"""

nothing = st.components.v2.component("benchmark.nothing", html='<div class="nothing"></div>', js=JS)
drawing = st_canvas(
    stroke_width=24,
    stroke_color="#FFFFFF",
    background_color="#000000",
    width=320,
    height=320,
    return_image_data=True,
    key="canvas",
)
strokes = len(drawing.json_data["objects"]) if drawing and drawing.json_data else 0
nothing(data={"strokes": strokes}, key="nothing")

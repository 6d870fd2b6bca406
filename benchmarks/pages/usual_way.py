"""The usual way: what is drawn goes through `predict`, and Plotly shows 64 maps as heatmaps and ten bars."""

import keras
import numpy as np
import streamlit as st
from PIL import Image
from plotly.graph_objects import Bar, Figure, Heatmap
from plotly.subplots import make_subplots
from streamlit_drawable_canvas import st_canvas

from explainer.network import keras_model
from explainer.training.models.bundle import load_bundle


@st.cache_resource
def network() -> keras.Model:
    """The bundled model, with the first layer's maps as a second output."""
    bundle = load_bundle()
    model = keras_model(bundle.config)
    model.load_weights(bundle.checkpoint_path(bundle.checkpoints()[-1]))
    return keras.Model(model.inputs, [model.layers[1].output, model.output])


drawing = st_canvas(
    stroke_width=24,
    stroke_color="#FFFFFF",
    background_color="#000000",
    width=320,
    height=320,
    return_image_data=True,
    key="canvas",
)
if drawing is not None and drawing.image_data is not None:
    picture = Image.fromarray(drawing.image_data.astype(np.uint8)).convert("L").resize((28, 28))
    image = np.asarray(picture, dtype=np.float32)[np.newaxis, ..., np.newaxis] / 255
    maps, probabilities = network().predict(image, verbose=0)
    figure = make_subplots(rows=8, cols=8)
    for index in range(64):
        heatmap = Heatmap(z=maps[0, ::-1, :, index], showscale=False)
        figure.add_trace(heatmap, row=index // 8 + 1, col=index % 8 + 1)
    st.plotly_chart(figure)
    st.plotly_chart(Figure(Bar(y=probabilities[0])))

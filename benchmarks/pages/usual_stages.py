"""The usual way: every choice runs one `predict` per layer, and Plotly shows the layer's maps as heatmaps."""

import keras
import numpy as np
import streamlit as st
from plotly.graph_objects import Bar, Figure, Heatmap
from plotly.subplots import make_subplots

from explainer import mnist
from explainer.network import keras_model
from explainer.training.models.bundle import load_bundle


@st.cache_resource
def networks() -> dict[str, keras.Model]:
    """For each layer of the bundled model, a model that ends at it."""
    bundle = load_bundle()
    model = keras_model(bundle.config)
    model.load_weights(bundle.checkpoint_path(bundle.checkpoints()[-1]))
    return {layer.name: keras.Model(model.inputs, layer.output) for layer in model.layers[1:]}


layer = st.radio("Layer", list(networks()), horizontal=True)
chosen = st.radio("Filter", range(8), horizontal=True)
image = mnist.scale(mnist.load().x_test[:1])[..., np.newaxis]
outputs = {name: network.predict(image, verbose=0)[0] for name, network in networks().items()}
output = outputs[layer]
if output.ndim == 1:
    st.plotly_chart(Figure(Bar(y=output)))
else:
    st.plotly_chart(Figure(Heatmap(z=output[::-1, :, chosen])), key="chosen")
    count = output.shape[-1]
    figure = make_subplots(rows=count // 8, cols=8)
    for index in range(count):
        heatmap = Heatmap(z=output[::-1, :, index], showscale=False)
        figure.add_trace(heatmap, row=index // 8 + 1, col=index % 8 + 1)
    st.plotly_chart(figure, key="all")

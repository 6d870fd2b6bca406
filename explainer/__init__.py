"""Inside a CNN: the numbers of a small convolutional network, without any user interface.

`explainer.mnist` holds the data, `explainer.network` the configuration, `explainer.tracing` the intermediate Keras
sub-models, `explainer.ledger` how one number came about, `explainer.training` recipes and runs.
Only `explainer.ui` knows Streamlit, and only `explainer.figures` Plotly.
"""

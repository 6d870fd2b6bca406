"""Inside a CNN: a dashboard that shows every number of a small convolutional network.

`explainer.mnist` has the data, `explainer.network` the configuration, `explainer.tracing` all stages' outputs,
`explainer.ledger` the computation of single values, `explainer.training` recipes and runs.
Only `explainer.ui` imports Streamlit, and only `explainer.figures` imports Plotly.
"""

"""The dashboard: the only place that knows Streamlit.

`session` holds a visitor's choices, `query` turns them into a link and back, `caches` keeps what is costly, `frame`
draws what every page shares, `stages` and `components` draw the pictures.
"""

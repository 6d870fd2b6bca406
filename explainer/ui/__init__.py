"""The dashboard: the only package that imports Streamlit.

`session` holds a visitor's choices, `query` converts them into a link and back, `caches` keeps expensive results,
`page_frame` draws the frame of every page, `pictures` and `components` draw the pictures.
"""

"""The dashboard: the only package that imports Streamlit.

`session` holds a visitor's choices, `query` converts them to a link and back, `caches` keeps costly results,
`page_frame` draws what all pages share, and `pictures` and `components` show the data.
"""

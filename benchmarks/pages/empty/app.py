"""An empty page, with a link to another empty page."""

import streamlit as st

st.title("Empty")
st.sidebar.page_link("pages/other.py", label="Other")

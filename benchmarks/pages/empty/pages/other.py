"""The other empty page."""

import streamlit as st

st.title("Other")
st.sidebar.page_link("app.py", label="Empty")

"""A slider that changes one word."""

import streamlit as st

chosen = st.select_slider("Choice", range(6), 5)
st.html(f'<p class="chosen">{chosen}</p>')

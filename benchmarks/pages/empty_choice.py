"""A choice that changes one word."""

import streamlit as st

chosen = st.radio("Choice", range(8), horizontal=True)
st.html(f'<p class="chosen">{chosen}</p>')

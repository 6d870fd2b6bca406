"""The Class page: the teacher's view, the student's view, or how to join or open a class."""

import streamlit as st

from explainer.ui import caches, class_now, session
from explainer.ui.addresses import where_from
from explainer.ui.class_now import TEXT
from explainer.ui.classroom.answering import answer
from explainer.ui.classroom.teaching import remember_secret, teach
from explainer.ui.frame import Frame
from explainer.ui.pages import page_link


def page(frame: Frame) -> None:
    """Draws the page."""
    snapshot = class_now.current(frame)
    if snapshot is None:
        _ways_in(frame)
    elif snapshot.teaches(frame.visitor):
        teach(frame, snapshot)
    else:
        answer(frame, snapshot)


def _ways_in(frame: Frame) -> None:
    text = frame.text
    st.title(text(f"{TEXT}.title"), anchor=False)
    st.markdown(text(f"{TEXT}.lead"))
    join, begin = st.columns(2, gap="medium")
    with join, st.container(border=True, key="class-join"):
        st.header(text(f"{TEXT}.join_title"), anchor=False)
        st.markdown(text(f"{TEXT}.join_lead"))
        class_now.join_form(frame, "join_here")
    with begin, st.container(border=True, key="class-open"):
        st.header(text(f"{TEXT}.open_title"), anchor=False)
        st.markdown(text(f"{TEXT}.open_lead"))
        if st.button(text(f"{TEXT}.open"), key="class_open", icon=":material/co_present:", width="stretch"):
            opened = caches.classrooms().store.open(frame.visitor, where_from() or frame.visitor)
            remember_secret(opened.code, opened.secret)
            session.change(classroom=opened.code)
            st.rerun()
        page_link(frame, "classroom")

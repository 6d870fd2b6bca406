"""The student's view of the class's digits: send a drawing, take it back, and see all of them."""

import streamlit as st

from explainer.classroom import ClassDigits, ClassroomStore, Snapshot, Wall
from explainer.classroom.snapshot import member_name
from explainer.classroom.wall import MOST_OF_MEMBER
from explainer.mnist import Images
from explainer.ui import caches, class_now
from explainer.ui.class_now import TEXT
from explainer.ui.classroom.wall import WALL, chooser, chosen_in, wall
from explainer.ui.components.mounting import mount
from explainer.ui.frame import Frame
from explainer.ui.pages import page_link
from explainer.ui.pictures import mosaic


def offer(frame: Frame, image: Images, label: int | None) -> None:
    """Draws the button that sends a drawing, while the visitor's class collects digits.

    Args:
        image: The drawing, `(28, 28)`, 0 to 255.
        label: The digit chosen by the visitor, if any.
    """
    snapshot = class_now.current(frame)
    if snapshot is None or not snapshot.wall.is_open:
        return
    text, own = frame.text, _own(frame, snapshot)
    with st.container(key="class-offer", border=True, gap="small"):
        st.markdown(f"**{text(f'{WALL}.offer')}**")
        if own.digits.contains(image[None])[0]:
            st.markdown(text(f"{WALL}.is_sent", count=len(own), most=MOST_OF_MEMBER))
            _take_back(frame, snapshot, image)
            return
        st.markdown(text(f"{WALL}.notice"))
        if label is None:
            st.caption(text(f"{WALL}.needs_label"))
            return

        def send(store: ClassroomStore) -> None:
            store.send_drawing(snapshot.code, frame.visitor, image, label)

        if st.button(text(f"{WALL}.send", label=label), key="class_send", icon=":material/send:", type="primary"):
            class_now.change_class(snapshot.code, send, frame.page)
            st.rerun()


def look(frame: Frame, snapshot: Snapshot) -> None:
    """Draws the visitor's own drawings that were sent, or all drawings if the teacher shows them."""
    text, own = frame.text, _own(frame, snapshot)
    st.header(text(f"{TEXT}.title_digits"), anchor=False)
    if snapshot.wall.is_open:
        st.markdown(text(f"{WALL}.asked", count=len(own), most=MOST_OF_MEMBER))
        page_link(frame, "draw")
    if snapshot.wall.is_shown:
        wall(frame, snapshot)
    elif len(own):
        _sent(frame, snapshot, own)


def is_other(wall: Wall, drawn: Wall) -> bool:
    """Whether a student's page is out of date; changes of hidden drawings do not count."""
    return wall != drawn if wall.is_shown else (wall.is_open, wall.is_shown) != (drawn.is_open, drawn.is_shown)


def _sent(frame: Frame, snapshot: Snapshot, own: ClassDigits) -> None:
    labels, chosen = [str(label) for label in own.digits.labels], chosen_in(own)
    named = enumerate(labels, start=1)
    names = [frame.text("component.mosaic.name_own", number=number, label=label) for number, label in named]
    picture = mosaic.few("sent", own.digits.images, names, labels, chosen, frame.text)
    mount("mosaic", *picture, key="class_sent", on_choice=chooser(own.digits.images))
    if chosen is not None:
        _take_back(frame, snapshot, own.digits.images[chosen])


def _own(frame: Frame, snapshot: Snapshot) -> ClassDigits:
    return caches.classrooms().drawings(snapshot).of(member_name(snapshot.salt, frame.visitor))


def _take_back(frame: Frame, snapshot: Snapshot, image: Images) -> None:
    def take_back(store: ClassroomStore) -> None:
        store.remove_drawing(snapshot.code, frame.visitor, image)

    if st.button(frame.text(f"{WALL}.take_back"), key="class_take_back", icon=":material/undo:"):
        class_now.change_class(snapshot.code, take_back, frame.page)
        st.rerun()

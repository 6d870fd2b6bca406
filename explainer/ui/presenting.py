"""Tools for teachers: present mode, a QR code of the current view, and saving its picture or video."""

import ipaddress
from html import escape
from urllib.parse import urlsplit

import segno
import streamlit as st

from explainer.ui import session
from explainer.ui.frame import Frame
from explainer.ui.pages import adjacent_pages, page_link

TEXT = "page.present"


def tools(frame: Frame) -> None:
    """Draws the buttons that start present mode, show the QR code, and save the page's picture or video."""
    with st.container(key="teaching", gap="xsmall"):
        with st.container(key="teaching-modes", horizontal=True, gap="xsmall"):
            begin, more = (frame.text(f"{TEXT}.{name}") for name in ("begin", "begin_help"))
            st.button(begin, key="present", icon=":material/slideshow:", help=more, on_click=_present, args=(True,))
            _share_button(frame)
        _save_buttons(frame)


def bar(frame: Frame) -> None:
    """Draws the bar that replaces the sidebar in present mode."""
    with st.container(key="presenting", horizontal=True, vertical_alignment="center", gap="xsmall"):
        _save_buttons(frame)
        _share_button(frame)
        _turn_pages(frame)
        end = frame.text(f"{TEXT}.end")
        st.button(end, key="present_end", icon=":material/close:", on_click=_present, args=(None,))


def qr_code(address: str) -> str:
    """An address as a QR code: a data URL with an SVG image.

    Args:
        address: The address, at most about 2,900 characters.
    """
    return segno.make_qr(address, error="L").svg_data_uri(border=4, omitsize=True, light="white")


def is_loopback(address: str) -> bool:
    """Whether an address leads to the computer on which it is opened."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _share_button(frame: Frame) -> None:
    text = frame.text
    if st.button(text(f"{TEXT}.share"), key="share", icon=":material/qr_code_2:"):
        st.dialog(text(f"{TEXT}.share_title"), width="medium")(_share)(frame)


def _share(frame: Frame) -> None:
    text, address = frame.text, session.shown_address()
    label = escape(text(f"{TEXT}.share_title"))
    st.html(f'<img class="qr-code" src="{qr_code(address)}" alt="{label}">')
    st.code(address, language=None, wrap_lines=True)
    st.markdown(text(f"{TEXT}.share_hint"))
    if is_loopback(address):
        st.warning(text(f"{TEXT}.loopback"), icon=":material/wifi_off:")
        page_link(frame, "classroom")
    if session.current().image.source == "drawing":
        st.info(text(f"{TEXT}.drawing"), icon=":material/draw:")


def _save_buttons(frame: Frame) -> None:
    words = {name: escape(frame.text(f"{TEXT}.{name}")) for name in ("picture", "video", "stop", "none", "failed")}
    said = " ".join(f'data-{name}="{words[name]}"' for name in ("stop", "none", "failed"))
    kinds = ("picture", "video")
    buttons = [f'<button type="button" data-keep="{kind}" {said}>{words[kind]}</button>' for kind in kinds]
    st.html(f'<div class="keeping">{"".join(buttons)}</div>')


def _turn_pages(frame: Frame) -> None:
    """Draws links to the previous and next page. The keys that step through a page follow them at its ends."""
    arrows = {"back": ":material/chevron_left: {name}", "next": "{name} :material/chevron_right:"}
    for (direction, label), page in zip(arrows.items(), adjacent_pages(frame.page), strict=True):
        with st.container(key=f"page-{direction}", width="content"):
            if page is not None:
                page_link(frame, page, label.format(name=frame.text(f"navigation.{page}")))


def _present(presents: bool | None) -> None:
    session.change(present=presents)

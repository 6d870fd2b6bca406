"""A name stays a name, wherever Streamlit reads Markdown."""

from __future__ import annotations

import pytest

from explainer.ui.run_names import JOINER, in_markdown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("My kernels", "My kernels"),
        ("*5×5*", r"\*5×5\*"),
        ("www.example.com", rf"www{JOINER}\.example\.com"),
        ("WWW.example", rf"WWW{JOINER}\.example"),
        ("http://a and HTTPS://b", rf"http{JOINER}\://a and HTTPS{JOINER}\://b"),
        ("a@b.example", rf"a@{JOINER}b\.example"),
        ("www", "www"),
    ],
)
def test_nothing_becomes_a_link(name: str, shown: str) -> None:
    assert in_markdown(name) == shown

"""A file that is brought is read once, let go, and spoken of as long as it stands in its field."""

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from explainer.text import Text


def page(language: str) -> None:
    """A field whose reader refuses what begins with "no", and what is in memory afterwards."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from explainer.errors import ExplainerError
    from explainer.text import Text
    from explainer.ui.uploads import empty_fields, upload_field

    def read(name: str, content: bytes) -> str:
        st.session_state["times"] = st.session_state.get("times", 0) + 1
        if content.startswith(b"no"):
            raise ExplainerError("upload_unreadable", "no")
        if content.startswith(b"fault"):
            raise ZeroDivisionError
        if content.startswith(b"interrupted") and st.session_state["times"] == 1:
            st.rerun()
        return f"{name}: {len(content)}"

    if st.button("empty"):
        empty_fields()
    try:
        brought = upload_field(Text(language), "some", "Some file", 1, read)
    except ZeroDivisionError:
        brought = None
    held = get_script_run_ctx().uploaded_file_mgr.get_stats().get("cache_memory_bytes", [])
    st.text(f"{brought.file} {brought.value}" if brought else "nothing")
    st.text(str(sum(stat.byte_length for stat in held)))
    kept = [value for value in st.session_state.to_dict().values() if callable(getattr(value, "getvalue", None))]
    st.text(str(sum(len(value.getvalue()) for value in kept)))


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page, args=("en",), default_timeout=30).run()


def bring(app: AppTest, content: bytes, name: str = "a_file.bin", field: str = "some_en_0") -> AppTest:
    return app.file_uploader(key=field).set_value((name, content, "application/octet-stream")).run()


def told(app: AppTest) -> tuple[str, int, int]:
    """What came of the file, and how much of it Streamlit and the session still hold."""
    value, held, shown = (text.value for text in app.text)
    return value, int(held), int(shown)


def test_a_file_is_read_once_and_let_go(app: AppTest) -> None:
    assert told(app) == ("nothing", 0, 0)
    bring(app, bytes(500_000))
    for _ in range(3):
        assert told(app) == ("a_file.bin a_file.bin: 500000", 0, 0)
        app.run()
    assert app.session_state["times"] == 1


def test_a_refused_file_is_let_go_and_spoken_of(language: str) -> None:
    app = AppTest.from_function(page, args=(language,), default_timeout=30).run()
    bring(app, b"no" + bytes(500_000), field=f"some_{language}_0")
    text = Text(language)
    expected = text("frame.upload_refused", file=r"a\_file\.bin", reason=text("error.upload_unreadable"))
    for _ in range(3):
        assert told(app) == ("nothing", 0, 0)
        assert [error.value for error in app.error] == [expected]
        app.run()
    assert app.session_state["times"] == 1
    # An error would keep the file's content by way of its traceback.
    assert not [value for value in vars(app.session_state["some_outcome"]).values() if isinstance(value, Exception)]


def test_a_file_that_finds_a_fault_is_let_go(app: AppTest) -> None:
    assert told(bring(app, b"fault" + bytes(1_000))) == ("nothing", 0, 0)


def test_a_file_is_read_by_the_run_that_interrupts_its_reading(app: AppTest) -> None:
    bring(app, b"interrupted" + bytes(1_000))
    assert told(app) == ("a_file.bin a_file.bin: 1011", 0, 0)
    assert app.session_state["times"] == 2
    assert not app.error


def test_another_file_takes_its_place(app: AppTest) -> None:
    bring(app, b"no")
    assert app.error
    bring(app, b"yes", "b.bin")
    assert told(app)[0] == "b.bin b.bin: 3"
    assert not app.error


def test_what_came_of_a_file_outlives_the_file(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(app, b"yes")
    monkeypatch.setattr(LocalScriptRunner, "register_file", lambda *_: None)
    assert told(app.run())[0] == "a_file.bin a_file.bin: 3"


def test_a_file_that_was_lost_before_it_was_read_is_told(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = AppTest.from_function(page, args=(language,), default_timeout=30).run()
    monkeypatch.setattr(LocalScriptRunner, "register_file", lambda *_: None)
    bring(app, b"yes", field=f"some_{language}_0")
    assert told(app)[0] == "nothing"
    assert [error.value for error in app.error] == [Text(language)("error.upload_lost")]


def test_fields_can_be_emptied(app: AppTest) -> None:
    bring(app, b"yes")
    app.button[0].click().run()
    assert told(app)[0] == "nothing"
    bring(app, b"again", field="some_en_1")
    assert told(app)[0] == "a_file.bin a_file.bin: 5"

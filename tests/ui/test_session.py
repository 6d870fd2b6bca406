"""Widgets that show what is held elsewhere, and what browsers say of them too late."""

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st

    from explainer.ui import session

    held = st.session_state.setdefault("held", 3)
    chosen = st.session_state.setdefault("chosen", [])
    key = session.bind("number", held)

    def choose() -> None:
        st.session_state["held"] = session.value(key)
        chosen.append(session.value(key))

    def change() -> None:
        st.session_state["held"] = 8

    st.number_input("number", 0, 9, key=key, on_change=choose)
    st.button("change", on_click=change)
    if st.button("late"):
        # As a browser that has not drawn the new number yet.
        st.text(f"late {session.value('number')}")


def click(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def test_a_choice_is_taken_by_the_widget_that_stays() -> None:
    app = AppTest.from_function(_page).run()
    app.number_input(key="number").set_value(5).run()
    assert (app.session_state["held"], app.session_state["chosen"]) == (5, [5])
    assert app.number_input(key="number").value == 5


def test_what_the_widget_before_said_is_no_choice() -> None:
    app = click(AppTest.from_function(_page).run(), "change")
    assert [field.value for field in app.number_input] == [8]
    assert app.number_input[0].key != "number"
    app = click(app, "late")
    assert [text.value for text in app.text] == ["late 8"]
    app.number_input[0].set_value(2).run()
    assert (app.session_state["held"], app.session_state["chosen"]) == (2, [2])


def _linked() -> None:
    import streamlit as st

    from explainer.ui import session

    choices = session.current()
    session.publish(choices, ("language", "stage", "filter"))
    st.button("stage", on_click=lambda: session.change(stage="dense"))
    st.button("filter", on_click=lambda: session.change(filter=3))
    st.button("run")
    st.text(f"{choices.stage} {choices.filter}")


def sent_from(app: AppTest, link: dict[str, str]) -> AppTest:
    """The next message comes from a browser that is still at a link."""
    app.query_params.clear()
    for name, value in link.items():
        app.query_params[name] = value
    return app


OLD = {"lang": "en", "stage": "conv2d_1", "filter": "1"}


def test_a_choice_made_before_the_browser_knew_the_last_ones_link_undoes_nothing() -> None:
    app = click(sent_from(AppTest.from_function(_linked), OLD).run(), "stage")
    assert app.text[0].value == "dense 1"
    app = click(sent_from(app, OLD), "filter")
    assert app.text[0].value == "dense 3"
    # Both links before are still old.
    app = click(sent_from(app, OLD), "stage")
    assert app.text[0].value == "dense 3"


def test_who_goes_back_is_back() -> None:
    app = click(sent_from(AppTest.from_function(_linked), OLD).run(), "stage")
    app = sent_from(app, OLD).run()
    assert app.text[0].value == "conv2d_1 1"
    app = click(sent_from(app, OLD), "filter")
    assert app.text[0].value == "conv2d_1 3"

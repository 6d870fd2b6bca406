"""What a browser may send over its websocket."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from explainer.ui.server.messages import MOST_BYTES, MOST_PARTS, MessageMiddleware


def message(*states: WidgetState, query: str = "") -> bytes:
    client = ClientState(query_string=query)
    client.widget_states.widgets.extend(states)
    return BackMsg(rerun_script=client).SerializeToString()


def pass_on(data: bytes, *answers: ForwardMsg) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What Streamlit receives of a browser's message after some answers of its own, and what the browser is sent."""
    received: list[dict[str, Any]] = []
    sent: list[dict[str, Any]] = []

    async def streamlit(_scope: Any, receive: Any, send: Any) -> None:
        for each in answers:
            await send({"type": "websocket.send", "bytes": each.SerializeToString()})
        received.append(await receive())

    async def browser() -> dict[str, Any]:
        return {"type": "websocket.receive", "bytes": data}

    async def answer(said: Any) -> None:
        sent.append(said)

    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, MessageMiddleware(streamlit)({"type": "websocket"}, browser, answer)).result()
    return received[0], sent


def test_what_is_small_enough_is_passed_on_as_it_is() -> None:
    data = message(WidgetState(id="canvas", json_value=json.dumps({"drawing": "x" * (MOST_BYTES - 1_000)})))
    assert pass_on(data) == ({"type": "websocket.receive", "bytes": data}, [])
    assert pass_on(b"") == ({"type": "websocket.receive", "bytes": b""}, [])


@pytest.mark.parametrize(
    "value",
    [json.dumps("x" * MOST_BYTES), json.dumps([{}] * MOST_PARTS), "[" * MOST_PARTS * 2, "[" * 5_000 + "]" * 5_000, "{"],
    ids=["long", "many parts", "very deep", "deep", "no JSON"],
)
def test_the_page_is_told_that_a_component_sent_what_is_not_taken(value: str) -> None:
    small = WidgetState(id="slider", int_value=3)
    received, sent = pass_on(message(WidgetState(id="canvas", json_value=value), small, query="lang=en"))
    assert sent == []
    kept = BackMsg.FromString(received["bytes"]).rerun_script
    assert kept.query_string == "lang=en"
    assert json.loads(kept.widget_states.widgets[0].json_value) == {"refused": True}
    assert kept.widget_states.widgets[1] == small


@pytest.mark.parametrize("data", [b"{" * (MOST_PARTS + 1), message(query="x" * MOST_BYTES)], ids=["other", "query"])
def test_what_stays_too_large_closes_the_connection(data: bytes) -> None:
    received, sent = pass_on(data)
    assert received == {"type": "websocket.disconnect", "code": 1009}
    assert sent == [{"type": "websocket.close", "code": 1009}]


def test_until_the_page_was_drawn_a_part_of_it_stands_for_all_of_it() -> None:
    state = WidgetState(id="slider", int_value=3)
    client = ClientState(fragment_id="part")
    client.widget_states.widgets.append(state)
    data = BackMsg(rerun_script=client).SerializeToString()

    def received(*answers: ForwardMsg) -> ClientState:
        return BackMsg.FromString(pass_on(data, *answers)[0]["bytes"]).rerun_script

    started = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
    before, after = received(ForwardMsg(page_config_changed={})), received(started)
    assert (before.fragment_id, after.fragment_id) == ("", "part")
    assert list(before.widget_states.widgets) == list(after.widget_states.widgets) == [state]

"""A browser's session without a browser: Streamlit's messages over a websocket, as its own frontend sends them."""

import asyncio
import http.client
import json
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import FileUploaderState, FileURLs, StringArray, UploadedFileInfo
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from explainer.ui.components.mounting import NAMESPACE, TRIGGER
from explainer.ui.visitors import COOKIE

PATIENCE_SECONDS = 120.0
XSRF_COOKIE = "_streamlit_xsrf"
KEPT_RUNS = 2
"""For how many runs of the script a message is kept that the server need not send again."""

ENDED = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}


@dataclass(frozen=True)
class Component:
    """A component on the page.

    Attributes:
        id: Streamlit's id of it.
        fragment: The fragment that it belongs to, or nothing.
    """

    id: str
    fragment: str
    scene: bytes = b""


class Session:
    """What a browser keeps of a page, and what it sends.

    Attributes:
        id: The tab's, by which Streamlit knows it; empty until a page was opened.
        buttons: The page's buttons that can be pressed, by what is on them: Streamlit's ids.
        fields: Its fields for a file or for words, its switches and its choices of a segment, by what they are called,
            likewise.
        errors: What the last run said was wrong.
        headings: What headings have said since this was emptied.
        searched: What is looked for in every message that comes; nothing if it is empty.
        found: In how many messages that was.

    Args:
        address: The server's address, without a slash at the end.
        source: The address of this computer that it comes from.
        language: The browser's.
    """

    def __init__(
        self, socket: ClientConnection, address: str, source: tuple[str, int] | None, language: str = "ja"
    ) -> None:
        self.query = ""
        self.fields: dict[str, Component] = {}
        self.errors: list[str] = []
        self.headings: list[str] = []
        self.searched = b""
        self.found = 0
        self._address = address
        self._source = source
        self.id = ""
        self.components: dict[str, Component] = {}
        self.buttons: dict[str, str] = {}
        self.received = 0
        self._socket = socket
        self._language = language
        self._page = ""
        self._pages: dict[str, str] = {}
        self._states: dict[str, WidgetState] = {}
        self._cached: dict[str, tuple[ForwardMsg, int]] = {}
        self._reruns: dict[str, float] = {}
        self._runs = 0
        self._pages_drawn = 0

    @property
    def page(self) -> str:
        """The page's name, as in the address; empty for the first page."""
        return next((name for name, page in self._pages.items() if page == self._page), "")

    async def open(self, page: str, query: str = "") -> float:
        """Opens a page by its address.

        Args:
            page: Its name, as in the address.

        Returns:
            The milliseconds until the script has ended.
        """
        self.query, self._page = query, ""
        self._forget()
        return await self._rerun(ClientState(page_name=page))

    async def turn_to(self, page: str) -> float:
        """Follows a link of the sidebar; see `open`."""
        self._page = self._pages[page]
        self._forget()
        return await self._rerun(ClientState())

    def _forget(self) -> None:
        self.components.clear()
        self.fields.clear()
        self._reruns.clear()

    async def choose(self, component: str, value: Mapping[str, Any]) -> float:
        """Makes a choice in one of the project's components.

        Returns:
            The milliseconds until the script has ended.
        """
        target = self.components[f"{NAMESPACE}.{component}"]
        events = json.dumps([{"event": TRIGGER, "value": dict(value)}])
        trigger = WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{target.id}__events", json_trigger_value=events)
        return await self._rerun(ClientState(fragment_id=target.fragment), trigger)

    async def press(self, label: str) -> float:
        """Presses a button; see `choose`."""
        return await self._rerun(ClientState(), WidgetState(id=self.buttons[label], trigger_value=True))

    async def set_state(self, component: str, value: Mapping[str, Any]) -> float:
        """Changes the state of a component, which goes with each message from now on; see `choose`."""
        return await self.set_json(component, json.dumps(value))

    async def set_json(self, component: str, value: str) -> float:
        """As `set_state`, with whatever stands for the state."""
        target = self.components[component]
        self._states[target.id] = WidgetState(id=target.id, json_value=value)
        return await self._rerun(ClientState(fragment_id=target.fragment))

    async def switch(self, label: str, *, is_on: bool) -> float:
        """Sets a switch; see `choose`."""
        target = self.fields[label]
        self._states[target.id] = WidgetState(id=target.id, bool_value=is_on)
        return await self._rerun(ClientState(fragment_id=target.fragment))

    async def choose_segment(self, label: str, word: str) -> float:
        """Chooses one of a row of segments; see `choose`."""
        target = self.fields[label]
        self._states[target.id] = WidgetState(id=target.id, string_array_value=StringArray(data=[word]))
        return await self._rerun(ClientState(fragment_id=target.fragment))

    async def write(self, label: str, words: str) -> float:
        """Writes into a field; see `choose`."""
        target = self.fields[label]
        self._states[target.id] = WidgetState(id=target.id, string_value=words)
        return await self._rerun(ClientState(fragment_id=target.fragment))

    async def bring(self, label: str, name: str, content: bytes) -> float:
        """Puts a file into a field; see `choose`.

        Raises:
            ConnectionRefusedError: If the server does not take it.
        """
        began, file_id, target = time.perf_counter(), secrets.token_hex(16), self.fields[label]
        path = f"/_stcore/upload_file/{self.id}/{file_id}"
        await asyncio.to_thread(self._send, path, name, content)
        urls = FileURLs(file_id=file_id, upload_url=path, delete_url=path)
        file = UploadedFileInfo(name=name, size=len(content), file_id=file_id, file_urls=urls)
        state = FileUploaderState(uploaded_file_info=[file])
        self._states[target.id] = WidgetState(id=target.id, file_uploader_state_value=state)
        await self._rerun(ClientState(fragment_id=target.fragment))
        return (time.perf_counter() - began) * 1_000

    def _send(self, path: str, name: str, content: bytes) -> None:
        mark = secrets.token_hex(16)
        part = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        host = urlsplit(self._address).netloc
        connection = http.client.HTTPConnection(host, timeout=PATIENCE_SECONDS, source_address=self._source)
        try:
            connection.request("GET", "/_stcore/health")
            answer = connection.getresponse()
            answer.read()
            token = (answer.getheader("Set-Cookie") or "").partition(f"{XSRF_COOKIE}=")[2].partition(";")[0]
            headers = {
                "Content-Type": f"multipart/form-data; boundary={mark}",
                "Cookie": f"{XSRF_COOKIE}={token}",
                "X-Xsrftoken": token,
            }
            connection.request("PUT", path, part.encode() + content + f"\r\n--{mark}--\r\n".encode(), headers)
            status = connection.getresponse().status
        except OSError as error:
            raise ConnectionRefusedError(str(error)) from error
        finally:
            connection.close()
        if status >= http.HTTPStatus.BAD_REQUEST:
            raise ConnectionRefusedError(f"Expected a file to be taken; received status {status}.")

    @property
    def is_renewed(self) -> bool:
        """Whether a part of the page wants to be renewed."""
        return bool(self._reruns)

    async def follow(self, seconds: float) -> list[float]:
        """Looks at the page for so long, and asks for its fragments as often as they want to be renewed.

        Returns:
            The milliseconds until a whole page was there, each time that a fragment had one drawn.
        """
        end, milliseconds = time.monotonic() + seconds, []
        while (rest := end - time.monotonic()) > 0:
            interval = min(self._reruns.values(), default=rest)
            await asyncio.sleep(min(interval, rest))
            for fragment in tuple(self._reruns):
                # The one before may have had the whole page drawn anew.
                if fragment not in self._reruns:
                    continue
                before = self._pages_drawn
                took = await self._rerun(ClientState(fragment_id=fragment, is_auto_rerun=True))
                if self._pages_drawn > before:
                    milliseconds.append(took)
        return milliseconds

    async def _rerun(self, state: ClientState, *triggers: WidgetState) -> float:
        state.query_string = self.query
        state.page_script_hash = self._page
        state.context_info.locale = self._language
        state.context_info.color_scheme = "light"
        state.widget_states.widgets.extend([*self._states.values(), *triggers])
        state.cached_message_hashes.extend(self._cached)
        self.errors.clear()
        began = time.perf_counter()
        await self._socket.send(BackMsg(rerun_script=state).SerializeToString())
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not self._take(await self._socket.recv()):
                pass
        milliseconds = (time.perf_counter() - began) * 1_000
        self._runs += 1
        self._cached = {key: kept for key, kept in self._cached.items() if self._runs - kept[1] < KEPT_RUNS}
        return milliseconds

    def _take(self, data: str | bytes) -> bool:
        """Takes a message in, and says whether the script has ended with it."""
        self.received += len(data)
        content = data if isinstance(data, bytes) else data.encode()
        self.found += bool(self.searched) and self.searched in content
        message = ForwardMsg.FromString(content)
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            message = self._cached[message.ref_hash][0]
            self._cached[message.hash] = (message, self._runs)
            kind = message.WhichOneof("type")
        elif message.metadata.cacheable:
            self._cached[message.hash] = (message, self._runs)
        if kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise RuntimeError("Expected a script that runs; received one that cannot be compiled.")
            return message.script_finished in ENDED
        if kind == "delta":
            self._take_delta(message.delta)
        else:
            self._take_news(kind, message)
        return False

    def _take_news(self, kind: str | None, message: ForwardMsg) -> None:
        """Takes in what is said of the page as a whole."""
        if kind == "new_session" and not message.metadata.run.fragment_ids:
            self._reruns.clear()
            self._pages_drawn += 1
            self.id = message.new_session.initialize.session_id
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
            self._pages = {
                page.url_pathname or page.page_name: page.page_script_hash for page in message.navigation.app_pages
            }
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self._reruns[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self._reruns.pop(fragment, None)

    def _take_delta(self, delta: Delta) -> None:
        element = delta.new_element
        if element.HasField("exception"):
            raise RuntimeError(f"Expected a page; received {element.exception.type}: {element.exception.message}.")
        if element.HasField("button") and not element.button.disabled:
            self.buttons[element.button.label] = element.button.id
        if element.HasField("heading"):
            self.headings.append(element.heading.body)
        for field in (element.file_uploader, element.text_input, element.button_group, element.checkbox):
            if field.id:
                self.fields[field.label] = Component(field.id, delta.fragment_id)
        if element.alert.format == Alert.ERROR:
            self.errors.append(element.alert.body)
        if element.HasField("bidi_component"):
            component = element.bidi_component
            self.components[component.component_name] = Component(component.id, delta.fragment_id, component.bytes)


@asynccontextmanager
async def session(url: str, visitor: str, source: str | None = None) -> AsyncIterator[Session]:
    """Connects to a Streamlit server as a visitor's browser.

    Args:
        url: The server's address, without a slash at the end.
        visitor: The visitor's id, which is in the browser's cookie.
        source: The address of this computer that it comes from; by default the system's choice.

    Yields:
        The session, which has opened no page yet.
    """
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    headers = {"Cookie": f"{COOKIE}={visitor}"}
    local = None if source is None else (source, 0)
    async with connect(
        address,
        subprotocols=["streamlit"],
        additional_headers=headers,
        max_size=None,
        open_timeout=PATIENCE_SECONDS,
        local_addr=local,
    ) as socket:
        yield Session(socket, url, local)

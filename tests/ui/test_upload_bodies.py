"""Uploads on their way: how many there may be, and how long each may take."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from explainer.ui.server import uploads
from explainer.ui.server.uploads import AT_ONCE_BYTES, IN_ALL, MOST_RATE, OF_ONE, UploadMiddleware

Test = Callable[[], Awaitable[None]]


def run(test: Test) -> None:
    """In a thread of its own: in this one, Playwright's loop may be open for other tests."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, test()).result()  # type: ignore[arg-type]


class Sender:
    """Somebody who sends a file bit by bit.

    Attributes:
        status: What was answered, once it was.
    """

    def __init__(self, to: UploadMiddleware, address: str = "10.0.0.1", visitor: str = "", method: str = "PUT") -> None:
        self.status: int | None = None
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        scope = {
            "type": "http",
            "method": method,
            "path": "/_stcore/upload_file/tab/file",
            "headers": [(b"cookie", f"inside_a_cnn_visitor={visitor}".encode())],
            "client": (address, 1234),
        }
        self.task = asyncio.create_task(to(scope, self._messages.get, self._send))

    async def _send(self, message: Any) -> None:
        self.status = message.get("status", self.status)

    def sends(self, size: int, *, more: bool = True) -> None:
        self._messages.put_nowait({"type": "http.request", "body": bytes(size), "more_body": more})

    async def ends(self) -> int | None:
        """Sends the rest, and waits for the answer."""
        self.sends(1, more=False)
        await self.task
        return self.status


async def streamlit(_scope: Any, receive: Any, send: Any) -> None:
    while (await receive())["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 204})


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.01)


async def settle() -> None:
    """Lets everything go on that can."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_a_file_arrives() -> None:
    async def test() -> None:
        sender = Sender(UploadMiddleware(streamlit))
        sender.sends(100_000)
        assert await sender.ends() == 204

    run(test)


@pytest.mark.parametrize("most", [OF_ONE, IN_ALL])
def test_too_many_are_refused_until_one_has_arrived(most: int) -> None:
    async def test() -> None:
        middleware = UploadMiddleware(streamlit)

        def sender(number: int) -> Sender:
            return Sender(middleware, "10.0.0.1" if most == OF_ONE else f"10.0.{number}.1")

        first, *others = [sender(number) for number in range(most)]
        await settle()
        assert await sender(most).ends() == 429
        assert await first.ends() == 204
        assert await sender(most).ends() == 204
        assert [await other.ends() for other in others] == [204] * (most - 1)

    run(test)


def test_one_address_leaves_room_for_others() -> None:
    async def test() -> None:
        middleware = UploadMiddleware(streamlit)
        greedy = [Sender(middleware) for _ in range(2 * OF_ONE)]
        await settle()
        assert await Sender(middleware, "10.0.0.2").ends() == 204
        assert [await each.ends() for each in greedy] == [204] * OF_ONE + [429] * OF_ONE

    run(test)


def test_where_visitors_share_an_address_each_has_their_own_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLAINER_SHARED_ADDRESS", "1")

    async def test() -> None:
        middleware = UploadMiddleware(streamlit)
        anna = [Sender(middleware, visitor="anna") for _ in range(OF_ONE)]
        await settle()
        assert await Sender(middleware, visitor="anna").ends() == 429
        assert await Sender(middleware, visitor="ben").ends() == 204
        assert [await each.ends() for each in anna] == [204] * OF_ONE

    run(test)


def test_what_does_not_arrive_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(uploads, "READ_ON_SECONDS", 0.05)

    async def test() -> None:
        stalled = Sender(UploadMiddleware(streamlit))
        stalled.sends(1)
        await stalled.task
        assert stalled.status == 408

    run(test)


def test_what_arrives_gives_more_time_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        now = asyncio.get_running_loop().time()
        async with asyncio.timeout(None) as limit:
            upload = uploads._Upload("somebody", now, limit)
            for received, seconds in ((0, 10.0), (32 * 1024, 11.0), (10 * 2**20, 330.0), (80 * 2**20, 600.0)):
                upload.take(received - upload.received)
                assert limit.when() == pytest.approx(now + seconds)

    run(test)


def test_one_address_is_slowed_down_and_others_are_not() -> None:
    middleware = UploadMiddleware(streamlit)
    pauses = [middleware._pause("10.0.0.1", AT_ONCE_BYTES // 2, 100.0) for _ in range(4)]
    assert pauses == pytest.approx([0.0, 0.0, 0.5, 1.0])
    assert middleware._pause("10.0.0.2", AT_ONCE_BYTES, 100.0) == 0
    # After a while without sending, it may send as much at once again, and no more.
    later = [middleware._pause("10.0.0.1", AT_ONCE_BYTES, 1_000.0) for _ in range(2)]
    assert later == pytest.approx([0.0, AT_ONCE_BYTES / MOST_RATE])


def test_an_upload_that_had_its_time_gives_its_place_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "READ_ON_SECONDS", 0.05)
    monkeypatch.setattr(uploads, "MOST_RATE", float("inf"))

    async def test() -> None:
        middleware = UploadMiddleware(streamlit)
        slow = [Sender(middleware) for _ in range(OF_ONE)]
        for each in slow:
            each.sends(10 * 2**20)
        await settle()
        monkeypatch.setattr(uploads, "PATIENCE_SECONDS", 0.0)
        assert await Sender(middleware).ends() == 204
        await slow[0].task
        assert slow[0].status == 408
        assert [await each.ends() for each in slow[1:]] == [204] * (OF_ONE - 1)

    run(test)


def test_all_else_is_not_counted() -> None:
    async def test() -> None:
        middleware = UploadMiddleware(streamlit)
        senders = [Sender(middleware, method="DELETE") for _ in range(2 * OF_ONE)]
        await settle()
        assert [await each.ends() for each in senders] == [204] * (2 * OF_ONE)

    run(test)

"""Limits on uploads in flight, whose bodies Streamlit writes to the disk: their number, rate and duration."""

import asyncio
import contextlib
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explainer.environment import read_environment
from explainer.recent import Recent
from explainer.training.limits.addresses import visitors_address
from explainer.ui.visitors import COOKIE

UPLOAD = "/_stcore/upload_file/"
IN_ALL = 24
OF_ONE = 4
"""Uploads in flight: in total, and from one address, or from one visitor where visitors share an address."""
PATIENCE_SECONDS = 10.0
"""How long an upload may take at any rate, and cannot be displaced by another one."""
LEAST_RATE = 32 * 1024
"""Bytes per second, after that time."""
MOST_SECONDS = 600.0
AT_ONCE_BYTES, MOST_RATE = 10 * 2**20, 10 * 2**20
"""Per address: bytes that it may send at full speed, and bytes per second after that, so that pages are answered."""
REMEMBERED = 1_000
"""The number of addresses whose recent traffic is remembered."""
READ_ON_BYTES, READ_ON_SECONDS = 2**18, 1.0
"""How much of a refused upload is read, and for how long: browsers fill the connection before they read a response."""
TOO_SLOW, TOO_MANY = 408, 429


@dataclass(eq=False)
class _Upload:
    """An upload in flight.

    Attributes:
        source: The address or the visitor that sends it.
        limit: The timeout that cancels it.
    """

    source: str
    began: float
    limit: asyncio.Timeout
    received: int = 0

    def take(self, size: int) -> None:
        """Counts received bytes, and extends the timeout accordingly."""
        self.received += size
        seconds = min(PATIENCE_SECONDS + self.received / LEAST_RATE, MOST_SECONDS)
        self.limit.reschedule(self.began + seconds)

    def break_off(self) -> None:
        """Cancels the upload."""
        self.began -= MOST_SECONDS
        self.take(0)


class UploadMiddleware:
    """ASGI middleware that refuses uploads if too many are in flight, and cancels those that are too slow.

    An address that sends too fast is slowed down. A new upload may displace one that has had `PATIENCE_SECONDS`. All
    requests run in one event loop, so no locks are needed.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._uploads: list[_Upload] = []
        self._paid: Recent[str, float] = Recent(REMEMBERED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forwards a request, or refuses it."""
        if scope["type"] != "http" or scope["method"] != "PUT" or UPLOAD not in scope["path"]:
            await self._app(scope, receive, send)
            return
        source = _source(HTTPConnection(scope))
        if not self._has_place(source):
            await _refuse(TOO_MANY, scope, receive, send)
            return
        has_answer = False

        async def receive_counted() -> Message:
            message = await receive()
            size = len(message.get("body", b""))
            upload.take(size)
            if pause := self._pause(source, size, asyncio.get_running_loop().time()):
                await asyncio.sleep(pause)
            return message

        async def send_noted(message: Message) -> None:
            nonlocal has_answer
            has_answer = True
            await send(message)

        try:
            async with asyncio.timeout(PATIENCE_SECONDS) as limit:
                upload = _Upload(source, asyncio.get_running_loop().time(), limit)
                self._uploads.append(upload)
                try:
                    await self._app(scope, receive_counted, send_noted)
                finally:
                    if upload in self._uploads:
                        self._uploads.remove(upload)
        except TimeoutError:
            if not has_answer:
                await _refuse(TOO_SLOW, scope, receive, send)

    def _pause(self, source: str, size: int, now: float) -> float:
        """The seconds that an address must wait after sending `size` bytes."""
        paid = max(self._paid.get(source) or 0.0, now - AT_ONCE_BYTES / MOST_RATE) + size / MOST_RATE
        self._paid.put(source, paid)
        return max(paid - now, 0.0)

    def _has_place(self, source: str) -> bool:
        """Whether another upload fits, if necessary after cancelling the oldest that has had `PATIENCE_SECONDS`."""
        own = [upload for upload in self._uploads if upload.source == source]
        for uploads, most in ((own, OF_ONE), (self._uploads, IN_ALL)):
            if len(uploads) >= most:
                oldest = uploads[0]
                if asyncio.get_running_loop().time() - oldest.began < PATIENCE_SECONDS:
                    return False
                self._uploads.remove(oldest)
                oldest.break_off()
        return True


def _source(connection: HTTPConnection) -> str:
    if read_environment().shared_address:
        return connection.cookies.get(COOKIE, "")
    peer = connection.client.host if connection.client else None
    return visitors_address(
        peer, ", ".join(connection.headers.getlist("x-forwarded-for")), read_environment().trusted_proxies
    )


async def _refuse(status: int, scope: Scope, receive: Receive, send: Send) -> None:
    """Responds, and closes the connection even if the body is incomplete."""
    received = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(READ_ON_SECONDS):
            while received < READ_ON_BYTES and (message := await receive()).get("more_body"):
                received += len(message["body"])
    await Response(status_code=status, headers={"Connection": "close"})(scope, receive, send)

"""What a real server refuses, and the cookie with the visitor's id."""

import http.client
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def status(server: str, path: str, **headers: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=60)
    connection.request("GET", path, headers=headers)
    answered = connection.getresponse().status
    connection.close()
    return answered


@pytest.mark.parametrize("path", ["/", "/walkthrough", "/_stcore/host-config", "/_stcore/stream"])
def test_a_foreign_host_with_its_own_origin_is_refused(server: str, path: str) -> None:
    foreign = {"Host": "evil.example", "Origin": "http://evil.example"}
    shake = HANDSHAKE if path.endswith("stream") else {}
    assert status(server, path, **foreign, **shake) in {400, 403}
    own = {"Host": urlsplit(server).netloc, "Origin": server}
    assert status(server, path, **own, **shake) == (101 if shake else 200)


def test_a_foreign_origin_gets_no_websocket(server: str) -> None:
    own = urlsplit(server).netloc
    assert status(server, "/_stcore/stream", Host=own, Origin="http://evil.example", **HANDSHAKE) == 403


def test_metrics_are_closed(server: str) -> None:
    assert status(server, "/_stcore/metrics") == 404
    assert status(server, "/_stcore/health") == 200


def test_the_id_is_kept_from_scripts_and_over_a_reload(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("?lang=en")

    def cookie() -> dict[str, Any]:
        found = {cookie["name"]: cookie for cookie in visitor.context.cookies()}
        return dict(found["inside_a_cnn_visitor"])

    first = cookie()
    assert first["httpOnly"]
    assert first["sameSite"] == "Lax"
    assert "inside_a_cnn_visitor" not in page.evaluate("document.cookie")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    visitor.open("runs?lang=ja")
    assert cookie()["value"] == first["value"]
    expect(page.locator("html")).to_have_attribute("lang", "ja")

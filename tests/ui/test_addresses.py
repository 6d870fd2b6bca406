"""Where a visitor's connection comes from, as pages see it."""

from types import SimpleNamespace

import pytest

from explainer.training.store.run_store import RunStore
from explainer.ui import addresses
from explainer.ui.addresses import where_from


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch, store: RunStore):
    """Makes the pages see a connection."""

    def connected(peer: str | None, *forwarded: str) -> str | None:
        headers = SimpleNamespace(get_all=lambda name: list(forwarded) if name == "X-Forwarded-For" else [])
        monkeypatch.setattr(addresses.st, "context", SimpleNamespace(ip_address=peer, headers=headers))
        return where_from()

    return connected


def test_each_address_is_another_and_only_a_trusted_proxy_is_believed(connect, monkeypatch) -> None:
    own, other = connect("192.168.1.7"), connect("192.168.1.8")
    assert len({own, other, connect(None)}) == 3
    assert connect("192.168.1.7", "192.168.1.8") == own
    monkeypatch.setenv("EXPLAINER_TRUSTED_PROXIES", "10.0.0.0/8")
    assert connect("192.168.1.7", "192.168.1.8") == own
    assert connect("10.1.1.1", "192.168.1.8") == other
    # Several headers are one list.
    assert connect("10.1.1.1", "6.6.6.6", "192.168.1.8") == other


def test_without_a_key_addresses_are_not_told_apart(connect, monkeypatch, caplog) -> None:
    def refuse(_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(addresses, "address_key", refuse)
    assert connect("192.168.1.7") is None
    assert "Permission denied" in caplog.text

"""Where a visitor comes from, and whose word is taken for it."""

from ipaddress import ip_network

import pytest

from explainer.training.limits import addresses
from explainer.training.limits.addresses import address_key, hashed, visitors_address

PROXY = (ip_network("10.0.0.0/8"),)


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "expected"),
    [
        (None, None, (), "127.0.0.1"),
        ("::1", None, (), "127.0.0.1"),
        ("127.0.0.2", None, (), "127.0.0.2"),
        ("192.168.1.7", None, (), "192.168.1.7"),
        # Whoever is not trusted may write what they like.
        ("192.168.1.7", "1.2.3.4", (), "192.168.1.7"),
        ("192.168.1.7", "1.2.3.4", PROXY, "192.168.1.7"),
        ("10.0.0.1", "1.2.3.4", PROXY, "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4", PROXY, "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", PROXY, "1.2.3.4"),
        ("10.0.0.1", "nonsense", PROXY, "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4, nonsense", PROXY, "10.0.0.1"),
        ("10.0.0.1", "", PROXY, "10.0.0.1"),
        ("10.0.0.1", None, PROXY, "10.0.0.1"),
        # A computer chooses freely among the addresses that begin alike.
        ("2001:db8:1:2:3:4:5:6", None, (), "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", None, (), "2001:db8:1:2::/64"),
        ("::ffff:192.168.1.7", None, (), "192.168.1.7"),
        ("fe80::1%eth0", None, (), "fe80::/64"),
        ("not an address", None, (), "127.0.0.1"),
    ],
)
def test_who_it_is(peer, forwarded, proxies, expected) -> None:
    assert visitors_address(peer, forwarded, proxies) == expected


def test_only_a_keyed_hash_is_kept(tmp_path) -> None:
    key = address_key(tmp_path / "shared" / "key")
    assert address_key(tmp_path / "shared" / "key") == key
    other = address_key(tmp_path / "other" / "key")
    assert len(key) == len(other) == 64
    assert key != other
    word = hashed("192.168.1.7", key)
    assert len(word) == 16
    assert word == hashed("192.168.1.7", key) != hashed("192.168.1.8", key)
    assert word != hashed("192.168.1.7", other)


def test_a_key_that_is_being_written_is_waited_for(tmp_path, monkeypatch) -> None:
    path = tmp_path / "key"
    path.write_text("half")
    monkeypatch.setattr(addresses.time, "sleep", lambda _: path.write_text("0" * 64))
    assert address_key(path) == b"0" * 64
    path.write_text("half")
    monkeypatch.setattr(addresses.time, "sleep", lambda _: None)
    with pytest.raises(OSError, match="64 digits"):
        address_key(path)

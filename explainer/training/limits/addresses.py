"""Which address a visitor comes from, so that no one of them fills the queue or the disk.

Cookies are free: whoever deletes theirs is another visitor. Addresses are not, so shares and turns go by them first. Of
an address only a keyed hash is kept; its key lies with the runs, and tells nobody who has not both.
"""

import hashlib
import hmac
import secrets
import time
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

from explainer.environment import Network, read_environment
from explainer.training.store.files import create_exclusively
from explainer.turns import Requester

HOUSEHOLD_BITS = 64
"""Of an IPv6 address; a single computer may choose among all that begin alike."""
KEY_BYTES = 32
SHOWN_DIGITS = 16
READ_ATTEMPTS = 20
READ_PAUSE_SECONDS = 0.05
THIS_COMPUTER = "127.0.0.1"


def requester_at(address: str | None, visitor: str) -> Requester:
    """Whose turn something is; of visitors who share their address, or have none, each is an address of their own."""
    return Requester(visitor if address is None or read_environment().shared_address else address, visitor)


def visitors_address(peer: str | None, forwarded: str | None = None, proxies: tuple[Network, ...] = ()) -> str:
    """Where a visitor comes from.

    A header can be forged, so it is read from its end, and only as far as those who wrote it are trusted.

    Args:
        peer: Who is at the other end of the connection; `None` for this computer.
        forwarded: The header `X-Forwarded-For`, if there is one.

    Returns:
        The address; of an IPv6 address its first 64 bits.
    """
    chain = [*(forwarded or "").split(","), peer or THIS_COMPUTER]
    address = None
    for word in reversed(chain):
        known = _parsed(word)
        if known is None:
            break
        address = known
        if not any(known in network for network in proxies):
            break
    return THIS_COMPUTER if address is None else _household(address)


def hashed(address: str, key: bytes) -> str:
    """What is kept of an address: 16 hexadecimal digits.

    Args:
        key: See `address_key`.
    """
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:SHOWN_DIGITS]


def address_key(path: Path) -> bytes:
    """The key that all servers of a store share; made by the first that needs it.

    Raises:
        OSError: If it can be neither read nor written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    create_exclusively(path, secrets.token_hex(KEY_BYTES))
    for _ in range(READ_ATTEMPTS):
        key = path.read_bytes()
        if len(key) == 2 * KEY_BYTES:
            return key
        # Another server is writing it.
        time.sleep(READ_PAUSE_SECONDS)
    raise OSError(f"Expected {2 * KEY_BYTES} digits in {path}; received {len(key)}.")


def _parsed(word: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(word.strip().partition("%")[0].strip("[]"))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _household(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    if address.is_loopback:
        return THIS_COMPUTER
    return str(ip_network((address, HOUSEHOLD_BITS), strict=False))

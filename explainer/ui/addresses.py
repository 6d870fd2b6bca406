"""The visitor's address, by which computing time is shared fairly."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from explainer.environment import read_environment
from explainer.training.limits.addresses import address_key, asker_at, hashed, visitors_address
from explainer.turns import PAGES, Asker, asking
from explainer.ui import caches, session

logger = logging.getLogger(__name__)

FORWARDED = "X-Forwarded-For"
_ASKER = "asker"


def where_from() -> str | None:
    """The visitor's address as a keyed hash; `None` if the key cannot be read, which is logged."""
    forwarded = ", ".join(st.context.headers.get_all(FORWARDED))
    address = visitors_address(st.context.ip_address, forwarded, read_environment().trusted_proxies)
    try:
        key = address_key(caches.queue().store.shared / "key")
    except OSError as error:
        logger.warning("Addresses cannot be told apart: %r", error)
        return None
    return hashed(address, key)


@contextmanager
def visitor_asks() -> Iterator[None]:
    """Waits for this visitor's turn; computations inside are attributed to the visitor."""
    known: Asker | None = session.remembered(_ASKER, None)
    if known is None:
        known = asker_at(where_from(), session.visitor())
        session.remember(_ASKER, known)
    with asking(known), PAGES.turn():
        yield

"""Who takes how much of the room and of the queue, for the teacher: visitors, addresses, and all together."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from explainer.training.limits.limits import current_limits
from explainer.training.limits.quotas import Occupied, Quotas
from explainer.training.store.records import Request
from explainer.training.store.run_store import RunStore
from explainer.training.store.saved_digits import saved_bytes, saved_of
from explainer.training.store.states import State, read_state


@dataclass(frozen=True)
class Share:
    """What a visitor, an address or everybody has.

    Attributes:
        kind: `"visitor"`, `"address"` or `"all"`.
        name: The visitor's id or the address's hash; empty for all.
        training: How many are being trained, or are paused.
        taken: Bytes that they take or may come to take, the saved digits of these visitors included.
        limit: Most bytes.
    """

    kind: str
    name: str
    runs: int
    waiting: int
    training: int
    taken: int
    limit: float


def shares(store: RunStore) -> list[Share]:
    """All shares: of each visitor and each address, the largest first, then of all runs."""
    limits = current_limits()
    occupied = [(each, read_state(each.run)) for each in Quotas(store).occupied()]

    def of_each(kind: str, limit: float, name: Callable[[Request], str | None]) -> list[Share]:
        groups: dict[Hashable, list[tuple[Occupied, State]]] = {}
        for each, state in occupied:
            if each.request is not None and (whose := name(each.request)) is not None:
                groups.setdefault(whose, []).append((each, state))
        found = [_share(store, kind, str(whose), group, limit) for whose, group in groups.items()]
        return sorted(found, key=lambda share: share.taken, reverse=True)

    return [
        *of_each("visitor", limits.visitor_bytes, lambda request: request.visitor),
        *of_each("address", limits.address_bytes, lambda request: request.address),
        _share(store, "all", "", occupied, limits.whole_bytes),
    ]


def _share(store: RunStore, kind: str, name: str, group: list[tuple[Occupied, State]], limit: float) -> Share:
    states = [state for _, state in group]
    visitors = {each.request.visitor for each, _ in group if each.request is not None}
    saved = saved_bytes(store.root) if kind == "all" else saved_of(store.root, visitors)
    return Share(
        kind=kind,
        name=name,
        runs=len(group),
        waiting=states.count("queued"),
        training=sum(state in ("starting", "running", "paused") for state in states),
        taken=saved + sum(each.reserved for each, _ in group),
        limit=limit,
    )

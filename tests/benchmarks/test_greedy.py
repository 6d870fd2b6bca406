"""What the benchmark `greedy` makes of what it has seen."""

from benchmarks.greedy import HONEST, NETWORK, QUOTAS, RECIPE, Seen, report
from explainer.training.store.records import Request


def run(visitor: str, asked: float, began: float | None) -> tuple[Request, float | None]:
    return Request(config=NETWORK, recipe=RECIPE, visitor=visitor, created=asked), began


def honest() -> dict[str, tuple[Request, float | None]]:
    return {f"h{number}": run(f"honest-{number}", 10.0, 20.0 + number) for number in range(HONEST)}


def figures(seen: Seen) -> dict[str, tuple[float, bool]]:
    return {figure.name: (figure.value, figure.is_reached) for figure in report([seen]).figures}


AHEAD = "most runs of the greedy one ahead of an honest one"


def test_one_turn_of_the_greedy_one_is_fair() -> None:
    runs = honest() | {
        "g0": run("greedy-0", 1.0, 5.0),
        "g1": run("greedy-1", 1.0, 15.0),
        "g2": run("greedy-2", 2.0, None),
    }
    found = figures(Seen(runs=runs, left=set(runs)))
    assert found[AHEAD] == (1, True)
    assert found["runs of others deleted"] == (0, True)
    assert found["honest visitors who trained"] == (HONEST, True)
    assert found["runs begun: greedy"] == (2, True)


def test_what_is_not_fair_is_found() -> None:
    runs = honest() | {"g0": run("greedy-0", 1.0, 12.0), "g1": run("greedy-1", 1.0, 15.0)}
    del runs["h9"]
    seen = Seen(runs=runs, left=set(runs) - {"h1", "h2", "g1"}, given_away={"h2"}, most_bytes=2 * QUOTAS["RUNS"])
    found = figures(seen)
    assert found[AHEAD] == (2, False)
    assert found["runs of others deleted"] == (1, False)
    assert found["honest visitors who trained"] == (HONEST - 1, False)
    assert not found["disk"][1]

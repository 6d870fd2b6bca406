"""Room for runs: who has how much, what counts, and who is refused."""

import os
import threading
import time

import pytest

from explainer.errors import ExplainerError
from explainer.training.limits.limits import current_limits, limits_of
from explainer.training.limits.quotas import Quotas, in_megabytes
from explainer.training.limits.sizes import run_bytes
from explainer.training.models.brought_in import bring_in
from explainer.training.models.configuration import RunConfiguration
from explainer.training.queue.run_queue import RunQueue
from explainer.training.store.files import write_atomically
from explainer.training.store.owners import write_owner
from explainer.training.store.records import Limits, Result
from explainer.training.store.run import Run
from explainer.training.store.run_store import REMNANT_SECONDS, RunStore
from tests.training.conftest import TINY

MEGABYTE = 1_000_000


def filled(run: Run, size: int = MEGABYTE) -> Run:
    run.model_path.write_bytes(bytes(size))
    return run


def ended(run: Run, state: str = "finished") -> Run:
    write_atomically(run.result_path, Result(state=state, ended=1.0).model_dump_json())
    run.reserve_path.unlink(missing_ok=True)
    return filled(run)


def of(tiny, visitor: str, address: str | None = None):
    return tiny.model_copy(update={"visitor": visitor, "address": address})


def left(store: RunStore) -> list[str]:
    return [run.id for run in RunStore(store.root).runs()]


@pytest.fixture(autouse=True)
def settings(monkeypatch):
    monkeypatch.setenv("EXPLAINER_RUNS_QUOTA", "9")
    monkeypatch.setenv("EXPLAINER_VISITOR_QUOTA", "2.2")


def refused(queue: RunQueue, request) -> ExplainerError:
    before = left(queue.store)
    with pytest.raises(ExplainerError) as error:
        queue.submit(request)
    assert left(queue.store) == before
    return error.value


def test_who_has_filled_their_own_share_is_refused_and_nobody_else(store, tiny) -> None:
    queue = RunQueue(store)
    own = [ended(store.create(of(tiny, "visitor-1"))).id for _ in range(2)]
    error = refused(queue, of(tiny, "visitor-1"))
    assert error.code == "room_full_visitor"
    assert error.details["limit"] == 2
    assert error.details["taken"] == 3
    assert error.details["needed"] == in_megabytes(run_bytes(tiny.config, tiny.recipe))
    other = queue.submit(of(tiny, "visitor-2"))
    assert left(store) == [*own, other]
    store.delete(store.run(own[0]))
    assert queue.submit(of(tiny, "visitor-1")) in left(store)


def test_the_whole_and_an_address_have_their_ends_and_nobody_s_run_is_deleted(store, tiny) -> None:
    queue = RunQueue(store)
    there = "a" * 16
    ids = [ended(store.create(of(tiny, f"visitor-{number}", there))).id for number in range(3)]
    # A third of nine megabytes.
    error = refused(queue, of(tiny, "visitor-9", there))
    assert error.code == "room_full_address"
    ids += [ended(store.create(of(tiny, f"other-{number}"))).id for number in range(6)]
    assert refused(queue, of(tiny, "visitor-10", "b" * 16)).code == "room_full_all"
    assert left(store) == ids


def test_a_shared_address_has_no_share_of_its_own(store, tiny, monkeypatch) -> None:
    monkeypatch.setenv("EXPLAINER_SHARED_ADDRESS", "1")
    for number in range(3):
        ended(store.create(of(tiny, f"visitor-{number}", "a" * 16)))
    assert RunQueue(store).submit(of(tiny, "visitor-9", "a" * 16))


def test_what_waits_or_trains_counts_with_all_that_it_may_take(store, tiny) -> None:
    said = run_bytes(tiny.config, tiny.recipe)
    waiting, running = store.create(of(tiny, "visitor-1")), store.create(of(tiny, "visitor-1"), is_claimed=True)
    write_owner(running.worker_path)
    own, whole = Quotas(store).quotas("visitor-1", None)
    assert own.taken == whole.taken == 2 * said
    ended(waiting)
    own, _ = Quotas(store).quotas("visitor-1", None)
    assert said + MEGABYTE < own.taken < said + MEGABYTE + 10_000
    filled(running, 2 * MEGABYTE)
    own, whole = Quotas(store).quotas("visitor-1", None)
    assert own.taken > 3 * MEGABYTE
    assert own.free == 0
    assert whole.free == whole.limit - whole.taken


def test_every_kind_of_end_counts_and_damage_too(store, tiny) -> None:
    for state in ("finished", "stopped", "failed"):
        ended(store.create(tiny), state)
    filled(store.create(tiny)).result_path.write_text("{")
    filled(store.create(tiny)).request_path.write_text("{")
    (whole,) = Quotas(RunStore(store.root)).quotas(None, None)
    assert 5 * MEGABYTE < whole.taken < 5.5 * MEGABYTE


def test_what_ended_runs_take_is_remembered_until_they_change(store, tiny) -> None:
    room, run = Quotas(store), ended(store.create(tiny))
    (first,) = room.quotas(None, None)
    assert room._ended[run.id][1] == first.taken
    filled(run, 2 * MEGABYTE)
    past = time.time() - 60
    os.utime(run.directory, (past, past))
    (second,) = room.quotas(None, None)
    assert second.taken == first.taken + MEGABYTE
    run.ask_for_more(3)
    (third,) = room.quotas(None, None)
    assert third.taken > second.taken


def test_a_run_larger_than_any_share_is_refused_as_such(store, tiny, monkeypatch) -> None:
    monkeypatch.setenv("EXPLAINER_VISITOR_QUOTA", "0.1")
    error = refused(RunQueue(store), tiny)
    assert error.code == "run_too_large"
    assert error.details["limit"] == 0


def test_going_on_takes_room_too_and_what_the_run_has_is_not_counted_twice(store, tiny, monkeypatch) -> None:
    queue = RunQueue(store)
    run = ended(store.create(tiny))
    monkeypatch.setenv("EXPLAINER_VISITOR_QUOTA", "0.3")
    with pytest.raises(ExplainerError) as error:
        queue.resume(run.id, 1)
    assert error.value.code == "run_too_large"
    assert run.attempt == 0
    monkeypatch.setenv("EXPLAINER_VISITOR_QUOTA", "1.2")
    queue.resume(run.id, 1)
    assert run.attempt == 1


def test_a_disk_with_less_than_was_promised_is_full(store, tiny, monkeypatch) -> None:
    monkeypatch.setattr("explainer.training.limits.quotas._free_bytes", lambda _: 200 * MEGABYTE + 1_000.0)
    assert refused(RunQueue(store), tiny).code == "disk_full"


def test_a_run_that_goes_on_needs_no_more_of_the_disk_than_it_lacks(store, tiny, monkeypatch) -> None:
    run = ended(store.create(tiny))
    monkeypatch.setenv("EXPLAINER_VISITOR_QUOTA", "9")
    monkeypatch.setattr("explainer.training.limits.quotas._free_bytes", lambda _: 201.0 * MEGABYTE)
    Quotas(store).check(tiny, 2 * MEGABYTE, besides=run)
    with pytest.raises(ExplainerError) as error:
        Quotas(store).check(tiny, 2 * MEGABYTE)
    assert error.value.code == "disk_full"


def test_servers_at_the_same_moment_take_no_more_than_there_is(store, tiny, monkeypatch) -> None:
    """Each looks and writes within the store's lock."""
    said = run_bytes(tiny.config, tiny.recipe)
    monkeypatch.setenv("EXPLAINER_RUNS_QUOTA", str(4.5 * said / MEGABYTE))
    queues = [RunQueue(RunStore(store.root)) for _ in range(8)]
    barrier, codes = threading.Barrier(8), []

    def submit(number: int) -> None:
        barrier.wait()
        try:
            queues[number].submit(of(tiny, f"visitor-{number}"))
        except ExplainerError as error:
            codes.append(error.code)

    threads = [threading.Thread(target=submit, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(left(store)) == 4
    assert codes == ["room_full_all"] * 4


def test_a_store_that_stays_locked_says_so(store, monkeypatch) -> None:
    monkeypatch.setattr("explainer.training.store.run_store.LOCK_SECONDS", 0.05)
    with store.locked(), pytest.raises(ExplainerError) as error, RunStore(store.root).locked():
        pass
    assert error.value.code == "store_busy"


def test_a_brought_in_run_counts_before_it_is_written(store, tiny, monkeypatch) -> None:
    monkeypatch.setenv("EXPLAINER_VISITOR_QUOTA", "0.01")
    configuration = RunConfiguration(network=TINY, recipe=tiny.recipe, seed=1)
    with pytest.raises(ExplainerError) as error:
        bring_in(store, configuration, {}, 0.5, "visitor-1")
    assert error.value.code == "run_too_large"
    assert left(store) == []


def test_a_worker_goes_by_what_lies_on_the_disk(store, tiny) -> None:
    run = filled(store.create(tiny), 2 * MEGABYTE)
    room = Quotas(store)
    assert room.fits(tiny, MEGABYTE, Limits())
    assert room.fits(tiny, MEGABYTE, Limits(visitor_bytes=3.2e6))
    assert not room.fits(tiny, MEGABYTE, Limits(visitor_bytes=3e6))
    assert not room.fits(tiny, MEGABYTE, Limits(whole_bytes=3e6))
    assert room.fits(of(tiny, "visitor-2"), MEGABYTE, Limits(visitor_bytes=3e6))
    assert run.id in left(store)


def test_what_could_not_be_deleted_as_a_whole_goes_later(store, tiny) -> None:
    remnant, fresh = (filled(store.create(tiny)) for _ in range(2))
    for run in (remnant, fresh):
        run.request_path.unlink()
    past = time.time() - 2 * REMNANT_SECONDS
    os.utime(remnant.directory, (past, past))
    queued = RunQueue(store).submit(tiny)
    assert {path.name for path in store.root.iterdir()} == {fresh.id, queued, "shared"}


@pytest.mark.parametrize(("chosen", "expected"), [("250", 250e6), ("inf", float("inf")), ("0", 0.0)])
def test_the_whole_can_be_chosen(monkeypatch, chosen, expected) -> None:
    monkeypatch.setenv("EXPLAINER_RUNS_QUOTA", chosen)
    monkeypatch.setenv("EXPLAINER_VISITOR_QUOTA", "inf")
    limits = current_limits()
    assert limits.whole_bytes == limits.visitor_bytes == expected


def test_forty_visitors_have_room() -> None:
    """By default their shares are the whole, so nobody keeps another from training."""
    limits = Limits(whole_bytes=12e9, visitor_bytes=300e6)
    assert limits.whole_bytes == 40 * limits.visitor_bytes


def test_a_run_that_no_queue_has_handed_out_has_no_limits(store, tiny) -> None:
    run = store.create(tiny)
    assert limits_of(run) == Limits()
    run.limits_path.write_text(Limits(seconds=5.0).model_dump_json())
    assert limits_of(run).seconds == 5.0
    assert limits_of(run).whole_bytes == float("inf")

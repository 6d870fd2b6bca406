import threading
from pathlib import Path

import pytest

from explainer.errors import ExplainerError
from explainer.training.limits.limits import limits_of
from explainer.training.queue.dispatcher import Dispatcher
from explainer.training.queue.run_queue import RunQueue
from explainer.training.store.owners import Owner, write_owner
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import read_state
from tests.training.bench import Bench


def requests(tiny, count):
    return [tiny.model_copy(update={"visitor": f"visitor-{number}"}) for number in range(count)]


def test_runs_are_handed_out_in_order_when_a_slot_is_free(queue, bench, tiny):
    ids = [queue.submit(request) for request in requests(tiny, 3)]
    assert [queue.dispatcher.place(run_id) for run_id in ids] == [1, 2, 3]
    queue.dispatcher.dispatch()
    queue.dispatcher.dispatch()
    assert list(bench.jobs) == ids[:1]
    assert [queue.dispatcher.place(run_id) for run_id in ids] == [None, 1, 2]
    assert read_state(queue.store.run(ids[0])) == "starting"
    bench.finish(queue.store.run(ids[0]))
    queue.dispatcher.dispatch()
    assert list(bench.jobs) == ids[:2]
    assert [queue.dispatcher.place(run_id) for run_id in ids] == [None, None, 1]


def test_more_slots_take_more_runs(store, bench, tiny):
    queue = RunQueue(store, bench, slots=2)
    ids = [queue.submit(request) for request in requests(tiny, 3)]
    queue.dispatcher.dispatch()
    assert list(bench.jobs) == ids[:2]


def test_a_visitor_has_one_active_run(queue, bench, tiny):
    first = queue.submit(tiny)
    with pytest.raises(ExplainerError) as error:
        queue.submit(tiny)
    assert (error.value.code, error.value.details) == ("training_active", {"run": first})
    assert queue.open_runs.of_visitor(tiny.visitor) == first
    assert queue.open_runs.of_visitor("somebody-else") is None
    queue.dispatcher.dispatch()
    with pytest.raises(ExplainerError):
        queue.submit(tiny)
    bench.finish(queue.store.run(first))
    assert queue.submit(tiny) != first


def test_runs_without_a_visitor_are_not_limited(queue, tiny):
    nobody = tiny.model_copy(update={"visitor": None})
    assert queue.submit(nobody) != queue.submit(nobody)


def test_only_so_many_runs_wait(queue, bench, tiny, store, monkeypatch):
    monkeypatch.setattr("explainer.training.queue.run_queue.MAX_WAITING", 2)
    first, second, third = requests(tiny, 3)
    ids = [queue.submit(request) for request in (first, second)]
    with pytest.raises(ExplainerError) as error:
        queue.submit(third)
    assert (error.value.code, error.value.details) == ("queue_full", {"limit": 2})
    assert [run.id for run in store.runs()] == ids
    queue.dispatcher.dispatch()
    assert queue.dispatcher.place(queue.submit(third)) == 2


def test_a_waiting_run_can_be_taken_back(queue, bench, tiny):
    ids = [queue.submit(request) for request in requests(tiny, 3)]
    queue.stop(ids[0])
    queue.dispatcher.dispatch()
    assert list(bench.jobs) == ids[1:2]
    assert read_state(queue.store.run(ids[0])) == "stopped"
    assert queue.dispatcher.place(ids[0]) is None
    assert queue.open_runs.of_visitor("visitor-0") is None


def test_an_unknown_run_cannot_be_stopped(queue):
    with pytest.raises(ExplainerError) as error:
        queue.stop("../" * 8)
    assert error.value.code == "run_unknown"


def test_a_run_goes_to_one_of_two_servers_only(store, tiny):
    benches = [Bench(), Bench()]
    queues = [RunQueue(RunStore(store.root), bench, slots=40) for bench in benches]
    created = {store.create(tiny).id for _ in range(40)}
    barrier = threading.Barrier(2)

    def dispatch(queue: RunQueue) -> None:
        barrier.wait()
        queue.dispatcher.dispatch()

    threads = [threading.Thread(target=dispatch, args=(queue,)) for queue in queues]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first, second = (set(bench.jobs) for bench in benches)
    assert first | second == created
    assert not first & second


def test_a_new_server_goes_on_where_a_dead_one_stopped(queue, tiny, store):
    ids = [queue.submit(request) for request in requests(tiny, 4)]
    dead = Owner.current().model_copy(update={"process_created": 1.0, "since_boot": None}).model_dump_json()
    trained, claimed, *_ = (store.run(run_id) for run_id in ids)
    trained.claim_path(1).write_text(dead)
    trained.worker_path.write_text(dead)
    claimed.claim_path(1).write_text(dead)
    bench = Bench()
    RunQueue(RunStore(store.root), bench, slots=5).dispatcher.dispatch()
    assert list(bench.jobs) == ids[1:]
    assert read_state(trained) == "interrupted"
    assert claimed.claim_path(2).exists()


def test_damaged_runs_do_not_hold_the_queue_up(queue, bench, tiny, store):
    ids = [queue.submit(request) for request in requests(tiny, 3)]
    store.run(ids[0]).request_path.write_bytes(b"{")
    store.run(ids[1]).result_path.write_bytes(b"{")
    RunQueue(RunStore(store.root), bench).dispatcher.dispatch()
    assert list(bench.jobs) == ids[2:]


def test_a_job_that_raises_does_not_hold_the_queue_up(queue, bench, tiny, store, caplog):
    ids = [queue.submit(request) for request in requests(tiny, 2)]
    queue.dispatcher.dispatch()
    write_owner(store.run(ids[0]).worker_path)
    bench.jobs[ids[0]].set_exception(OSError("no such program"))
    queue.dispatcher.dispatch()
    assert list(bench.jobs) == ids
    assert "no such program" in caplog.text


def test_the_thread_dispatches_by_itself(store, tiny):
    done = threading.Event()

    class Notifying(Bench):
        def submit(self, function, /, directory):
            done.set()
            return super().submit(function, directory)

    with RunQueue(store, Notifying()) as queue:
        queue.submit(tiny)
        assert done.wait(100)
    assert not queue.dispatcher._thread.is_alive()


def test_a_run_that_cannot_be_claimed_does_not_hold_the_queue_up(queue, bench, tiny, store, monkeypatch, caplog):
    ids = [queue.submit(request) for request in requests(tiny, 3)]
    unwritable = store.run(ids[0])
    open_file = Path.open

    def refuse(self: Path, mode: str = "r", *arguments: object, **options: object) -> object:
        if self.parent == unwritable.directory and "claim" in self.name and mode in ("w", "x"):
            raise PermissionError(13, "Permission denied")
        return open_file(self, mode, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    for _ in range(3):
        queue.dispatcher.dispatch()
    assert list(bench.jobs) == ids[1:2]
    assert [record.message.split()[1] for record in caplog.records] == [unwritable.id]
    assert read_state(unwritable) == "queued"


@pytest.mark.parametrize("problem", [OSError(28, "No space left on device"), RuntimeError("a bug")])
def test_the_thread_survives_whatever_happens_in_a_round(store, tiny, monkeypatch, caplog, problem):
    bench = Bench()
    problems = iter([problem])
    dispatch = Dispatcher.dispatch
    done = threading.Event()

    def fail_once(self: Dispatcher) -> None:
        for first in problems:
            raise first
        dispatch(self)
        done.set()

    monkeypatch.setattr(Dispatcher, "dispatch", fail_once)
    monkeypatch.setattr("explainer.training.queue.dispatcher.TICK_SECONDS", 0.01)
    store.create(tiny)
    with RunQueue(store, bench):
        assert done.wait(100)
    assert len(bench.jobs) == 1
    assert "A round of the queue failed; it is repeated" in caplog.text
    assert str(problem) in caplog.text


def from_there(tiny, number, address):
    return tiny.model_copy(update={"visitor": f"{address}-{number}", "address": address * 16})


def test_turns_go_round_among_addresses(queue, bench, tiny):
    greedy = [queue.submit(from_there(tiny, number, "a")) for number in range(3)]
    queue.dispatcher.dispatch()
    honest = [queue.submit(from_there(tiny, 0, name)) for name in "bc"]
    queue.dispatcher.dispatch()
    assert [queue.dispatcher.place(run_id) for run_id in (*greedy, *honest)] == [None, 3, 4, 1, 2]
    assert [run.id for run in queue.open_runs.ahead_of(honest[1])] == [greedy[0], honest[0]]
    assert [run.id for run in queue.open_runs.ahead_of(greedy[1])] == [greedy[0], *honest]
    assert [run.id for run in queue.open_runs.ahead_of()] == [greedy[0], *honest, *greedy[1:]]
    for run_id in (greedy[0], *honest, *greedy[1:]):
        assert list(bench.jobs)[-1] == run_id
        bench.finish(queue.store.run(run_id))
        queue.dispatcher.dispatch()


def test_another_server_knows_whose_turn_it_was_even_of_a_deleted_run(queue, bench, tiny, store):
    first = queue.submit(from_there(tiny, 0, "a"))
    queue.dispatcher.dispatch()
    bench.finish(store.run(first))
    queue.dispatcher.dispatch()
    store.delete(store.run(first))
    again, other = (queue.submit(from_there(tiny, 1, name)) for name in "ab")
    another = Bench()
    RunQueue(RunStore(store.root), another).dispatcher.dispatch()
    assert list(another.jobs) == [other]
    assert queue.store.run(again)


def test_an_address_cannot_fill_the_queue(queue, tiny, monkeypatch):
    monkeypatch.setattr("explainer.training.queue.run_queue.MAX_WAITING", 6)
    for number in range(2):
        queue.submit(from_there(tiny, number, "a"))
    with pytest.raises(ExplainerError) as error:
        queue.submit(from_there(tiny, 2, "a"))
    assert (error.value.code, error.value.details) == ("address_full", {"limit": 2})
    assert queue.submit(from_there(tiny, 0, "b"))
    monkeypatch.setenv("EXPLAINER_SHARED_ADDRESS", "yes")
    assert queue.submit(from_there(tiny, 2, "a"))


def test_a_worker_gets_the_limits_that_hold_when_it_is_started(queue, tiny, monkeypatch):
    monkeypatch.setenv("EXPLAINER_RUN_LIMIT", "5")
    run = queue.store.run(queue.submit(tiny))
    queue.dispatcher.dispatch()
    assert limits_of(run).seconds == 300.0
    assert limits_of(run).whole_bytes == 12e9


def test_more_memory_than_there_is_is_not_queued(queue, tiny, monkeypatch):
    monkeypatch.setenv("EXPLAINER_RUN_MEMORY", "500")
    with pytest.raises(ExplainerError) as error:
        queue.submit(tiny)
    assert error.value.code == "memory_exceeded_anyway"
    assert not queue.store.runs()

import itertools
import subprocess
import sys
from types import SimpleNamespace

import pytest

from explainer.network import network
from explainer.training.onednn import ONEDNN_VARIABLE
from explainer.training.queue import supervisor
from explainer.training.queue.supervisor import run_to_completion
from explainer.training.store.files import write_atomically
from explainer.training.store.records import Exit
from explainer.training.store.states import read_state

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
SLEEPING = "import time; print(flush=True); time.sleep(60)"


@pytest.mark.parametrize("program", [SLEEPING, DEAF])
def test_a_worker_that_does_not_stop_is_ended(store, tiny, monkeypatch, program):
    run = store.create(tiny, is_claimed=True)
    run.checkpoint_path(0).touch()

    def start(*_: object) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process.stdout.readline()
        return process

    monkeypatch.setattr(supervisor, "_start", start)
    monkeypatch.setattr(supervisor, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.1)
    monkeypatch.setattr(supervisor, "PATIENCE_SECONDS", 0.1)
    run.ask_to_stop()
    assert run_to_completion(run.directory) == read_state(run) == "interrupted"
    assert Exit.model_validate_json(run.exit_path.read_bytes()).exit_code != 0
    assert run.checkpoint_path(0).exists()


def test_a_worker_that_is_to_stop_may_take_its_time(store, tiny, monkeypatch):
    """It evaluates and saves what was learned, which takes longer than a worker that hangs is waited for."""
    run = store.create(tiny, is_claimed=True)
    worker = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    looks, seconds = itertools.count(), itertools.count()

    def computed(_: object) -> float:
        """A second more at each look; at the last one the worker is done."""
        if (look := next(looks)) == 10:
            worker.stdin.write(b"\n")
            worker.stdin.flush()
        return float(look)

    monkeypatch.setattr(supervisor, "_start", lambda *_: worker)
    monkeypatch.setattr(supervisor, "_processor_seconds", computed)
    # A clock of the test's own: this machine may be busy.
    monkeypatch.setattr(supervisor, "time", SimpleNamespace(monotonic=lambda: next(seconds)))
    monkeypatch.setattr(supervisor, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 3)
    run.ask_to_stop()
    run_to_completion(run.directory)
    assert Exit.model_validate_json(run.exit_path.read_bytes()).exit_code == 0


def test_how_long_a_worker_has_computed_is_known_until_it_ends():
    busy = "import time\nwhile time.process_time() < 0.2: pass\nprint(flush=True)\ninput()"
    with subprocess.Popen([sys.executable, "-c", busy], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        worker.stdout.readline()
        assert supervisor._processor_seconds(worker) > 0.1
        worker.kill()
    assert supervisor._processor_seconds(worker) == 0


def test_a_job_that_is_started_again_is_not_taken_for_ended(store, tiny, monkeypatch):
    run = store.create(tiny, is_claimed=True)
    write_atomically(run.exit_path, Exit(exit_code=-9).model_dump_json())
    seen = []

    def start(*_: object) -> subprocess.Popen[bytes]:
        seen.append(run.exit_path.exists())
        return subprocess.Popen([sys.executable, "-c", "pass"], stdin=subprocess.PIPE)

    monkeypatch.setattr(supervisor, "_start", start)
    run_to_completion(run.directory)
    assert seen == [False]
    assert Exit.model_validate_json(run.exit_path.read_bytes()).exit_code == 0


def test_a_worker_does_without_onednn_where_that_does_harm(store, tiny, monkeypatch):
    environments = []

    def start(*_: object, env: dict[str, str], **more: object) -> subprocess.Popen[bytes]:
        environments.append(env)
        return popen([sys.executable, "-c", "pass"], stdin=subprocess.PIPE)

    popen = subprocess.Popen
    monkeypatch.setattr(supervisor.subprocess, "Popen", start)
    monkeypatch.delenv(ONEDNN_VARIABLE, raising=False)
    odd = tiny.recipe.model_copy(update={"training_images": 631})
    for request in (tiny, tiny.model_copy(update={"config": network("c8-k1-s2_d16"), "recipe": odd})):
        run_to_completion(store.create(request, is_claimed=True).directory)
    assert [environment.get(ONEDNN_VARIABLE) for environment in environments] == [None, "0"]

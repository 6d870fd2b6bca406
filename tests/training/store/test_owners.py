import os
import subprocess
import sys
import time

import psutil
import pytest

from explainer.training.store import owners
from explainer.training.store.owners import Owner, beat, create_owner, is_owned, owned_since, write_owner

IMPOSSIBLE = Owner.current().model_copy(update={"process_id": -1}).model_dump_json()


def write(path, **changes):
    path.write_text(Owner.current().model_copy(update=changes).model_dump_json(), encoding="utf-8")


def test_this_process_lives(tmp_path):
    path = tmp_path / "worker.json"
    before = time.time()
    write_owner(path)
    assert is_owned(path)
    assert before <= owned_since(path) <= time.time()


def test_a_process_that_ended_is_dead_even_before_it_is_reaped(tmp_path):
    path = tmp_path / "worker.json"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        created = psutil.Process(process.pid).create_time()
        write(path, process_id=process.pid, process_created=created)
        assert is_owned(path)
        process.kill()
        deadline = time.monotonic() + 100
        while is_owned(path) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not is_owned(path)
    assert not is_owned(path)


def test_a_process_id_that_is_used_again_is_somebody_else(tmp_path):
    path = tmp_path / "worker.json"
    current = Owner.current()
    write(path, process_created=current.process_created - 100, since_boot=current.since_boot - 100)
    assert not is_owned(path)


def test_a_process_lives_on_when_the_clock_is_set(tmp_path):
    path = tmp_path / "worker.json"
    write(path, process_created=Owner.current().process_created - 3_600)
    assert is_owned(path)
    past = time.time() - 61
    os.utime(path, (past, past))
    assert not is_owned(path)


def test_a_worker_of_another_host_lives_by_its_heartbeat(tmp_path):
    path = tmp_path / "worker.json"
    write(path, host="elsewhere", process_id=1)
    assert is_owned(path)
    past = time.time() - 61
    os.utime(path, (past, past))
    assert not is_owned(path)
    beat(path)
    assert is_owned(path)


def test_a_file_that_is_being_written_counts_for_a_minute(tmp_path):
    path = tmp_path / "claim-1.json"
    path.write_text('{"host": "els', encoding="utf-8")
    assert is_owned(path)
    assert owned_since(path) is None
    past = time.time() - 61
    os.utime(path, (past, past))
    assert not is_owned(path)


def test_only_the_first_creates_a_claim(tmp_path):
    path = tmp_path / "claim-1.json"
    assert create_owner(path)
    content = path.read_bytes()
    assert not create_owner(path)
    assert path.read_bytes() == content


def test_nobody_owns_what_is_not_there(tmp_path):
    assert not is_owned(tmp_path / "worker.json")
    assert owned_since(tmp_path / "worker.json") is None
    beat(tmp_path / "worker.json")
    assert not (tmp_path / "worker.json").exists()


def test_a_process_that_cannot_be_looked_at_is_taken_to_live(tmp_path, monkeypatch):
    path = tmp_path / "worker.json"
    write_owner(path)

    class Hidden:
        def __init__(self, process_id: int) -> None:
            raise psutil.AccessDenied(process_id)

    monkeypatch.setattr(owners.psutil, "Process", Hidden)
    assert is_owned(path)


@pytest.mark.parametrize("content", ["[]", "{}", "", '{"host": 3}', IMPOSSIBLE])
def test_a_damaged_owner_is_never_an_error(tmp_path, content):
    path = tmp_path / "worker.json"
    path.write_text(content, encoding="utf-8")
    assert is_owned(path)

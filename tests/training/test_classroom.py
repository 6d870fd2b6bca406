"""The teacher's command lists, clears and exports a class's runs."""

import csv
import io
import json
import time
import zipfile

import pytest

from explainer.own_digits import OwnDigits
from explainer.training import classroom
from explainer.training.classroom import COLUMNS, main
from explainer.training.models.configuration import read_configuration
from explainer.training.store.files import write_atomically
from explainer.training.store.names import write_name
from explainer.training.store.owners import Owner
from explainer.training.store.progress import append_record
from explainer.training.store.records import EpochRecord, Result
from explainer.training.store.saved_digits import save_digits, saved_files, saved_path
from explainer.training.store.states import read_state

VISITOR = "visitor-with-a-long-id-that-is-secret"


@pytest.fixture
def two(store, tiny):
    """A finished run with everything, and one that waits."""
    finished = store.create(tiny.model_copy(update={"visitor": VISITOR}))
    write_name(finished, "=SUM(A1) 学習")
    finished.history_path.write_text("epoch,loss\n0,0.25\n")
    append_record(finished.progress_path, EpochRecord(epoch=2, batches=20, training_seconds=11.34, test_seconds=1.0))
    result = Result(state="finished", ended=time.time(), epoch=2, test_accuracy=0.98765)
    write_atomically(finished.result_path, result.model_dump_json())
    return finished, store.create(tiny)


@pytest.fixture
def run(store):
    return lambda *arguments, ask=None: main(["--runs", str(store.root), *arguments], ask or pytest.fail)


def dated(run, hours):
    request = run.request()
    past = request.model_copy(update={"created": time.time() - hours * 3600})
    write_atomically(run.request_path, past.model_dump_json())


def test_list_shows_all_runs_and_hides_the_visitors(run, two, capsys):
    assert run("list") == 0
    shown = capsys.readouterr().out
    lines = shown.splitlines()
    assert sorted(lines[0].split()) == sorted(COLUMNS)
    assert lines[0].endswith("name")
    assert [line.split()[0] for line in lines[1:3]] == [made.id for made in two]
    for fact in ("=SUM(A1) 学習", "finished", "queued", "0.9877", "12.3", "visito "):
        assert fact in shown
    assert VISITOR not in shown
    assert "runs: 2" in lines[-1]


def test_list_counts_what_cannot_be_read(run, store, two, capsys):
    two[0].request_path.write_text("{")
    assert run("list") == 0
    assert "unreadable: 1" in capsys.readouterr().out


def test_an_empty_store(run, capsys, tmp_path):
    assert run("list") == 0
    assert run("clear") == 0
    assert run("export", str(tmp_path / "class.zip")) == 0
    assert "nothing to clear" in capsys.readouterr().out


def test_saved_digits_are_counted_and_go_only_when_asked_for(run, store, two, capsys):
    for visitor in (VISITOR, "who-has-no-runs"):
        save_digits(store.root, visitor, OwnDigits.empty())
    assert run("list") == 0
    assert "files of saved digits: 2" in capsys.readouterr().out.splitlines()[-1]
    assert run("clear", "--yes", "--older-than", "24", "--digits") == 0
    assert len(saved_files(store.root)) == 2
    questions = []
    assert run("clear", "--visitor", VISITOR[:6], "--digits", ask=lambda asked: questions.append(asked) or "y") == 0
    assert "runs: 1, files of saved digits: 1" in questions[0]
    assert saved_files(store.root) == [saved_path(store.root, "who-has-no-runs")]
    assert run("clear", "--yes", "--digits") == 0
    assert saved_files(store.root) == []


def test_digits_that_are_taken_back_meanwhile_are_passed_over(run, store, monkeypatch):
    gone = saved_path(store.root, VISITOR)
    monkeypatch.setattr(classroom, "saved_files", lambda _: [gone])
    assert run("clear", "--yes", "--older-than", "24", "--digits") == 0


def test_clear_asks_and_leaves_what_is_active(run, two, capsys):
    questions = []
    assert run("clear", ask=lambda question: questions.append(question) or "n") == 1
    assert two[0].request_path.exists()
    assert "runs: 1" in questions[0]
    assert run("clear", ask=lambda _: "y") == 0
    assert not two[0].directory.exists()
    assert two[1].request_path.exists()


def test_clear_what_is_old_only(run, store, tiny, two):
    old = store.create(tiny)
    write_atomically(old.result_path, Result(state="stopped", ended=1.0).model_dump_json())
    dated(old, 49)
    dated(two[0], 47)
    assert run("clear", "--older-than", "48", "--yes") == 0
    assert not old.directory.exists()
    assert two[0].request_path.exists()


def test_force_stops_what_is_active_first(run, two):
    assert run("clear", "--yes", "--force") == 0
    assert not any(made.directory.exists() for made in two)


def test_force_waits_for_a_worker_and_then_goes_on(run, store, tiny, monkeypatch):
    monkeypatch.setattr(classroom, "FORCED_WAIT_SECONDS", 0.0)
    running = store.create(tiny, is_claimed=True)
    write_atomically(running.worker_path, Owner.current().model_dump_json())
    assert read_state(running) == "starting"
    assert run("clear", "--yes") == 0
    assert running.request_path.exists()
    assert run("clear", "--yes", "--force") == 0
    assert not running.directory.exists()


def test_a_run_that_cannot_be_deleted_does_not_keep_the_others(run, store, two, monkeypatch, capsys):
    def refuse(self, made):
        raise OSError("in use")

    monkeypatch.setattr(classroom.RunStore, "delete", refuse)
    assert run("clear", "--yes") == 1
    assert "in use" in capsys.readouterr().err


def test_export_has_all_that_a_teacher_needs(run, two, tmp_path):
    target = tmp_path / "class.zip"
    assert run("export", str(target)) == 0
    with zipfile.ZipFile(target) as archive:
        folder = f"runs/{two[0].id}"
        assert set(archive.namelist()) == {
            "table.csv",
            *(f"{folder}/{name}" for name in ("configuration.json", "history.csv", "result.json")),
            *(f"runs/{two[1].id}/{name}" for name in ("configuration.json", "result.json")),
        }
        assert read_configuration(archive.read(f"{folder}/configuration.json")).network == two[0].config
        assert archive.read(f"{folder}/history.csv") == two[0].history_path.read_bytes()
        assert json.loads(archive.read(f"{folder}/result.json"))["test_accuracy"] == 0.9877
        content = archive.read("table.csv")
        everything = b"".join(archive.read(name) for name in archive.namelist())
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert content.startswith(b"\xef\xbb\xbf")
    assert [row["run"] for row in rows] == [made.id for made in two]
    # A spreadsheet would take it for a formula.
    assert rows[0]["name"] == "'=SUM(A1) 学習"
    assert rows[0]["visitor"] == "visito"
    assert VISITOR.encode() not in everything


def test_export_writes_over_nothing(run, two, tmp_path, capsys):
    target = tmp_path / "class.zip"
    target.write_text("mine")
    assert run("export", str(target)) == 1
    assert target.read_text() == "mine"
    assert run("export", str(tmp_path / "nowhere" / "class.zip")) == 1
    assert "could not be written" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if path.name != "runs"] == ["class.zip"]


def test_list_shows_whose_share_is_how_full(run, store, tiny, two, capsys, monkeypatch):
    monkeypatch.setenv("EXPLAINER_RUNS_QUOTA", "inf")
    store.create(tiny.model_copy(update={"visitor": "another-visitor", "address": "c0ffee" + "0" * 10}))
    assert run("list") == 0
    shown = [line.split() for line in capsys.readouterr().out.splitlines()]
    by_kind = {(line[0], line[1]): line[2:] for line in shown if line and line[0] in ("visitor", "address")}
    assert by_kind["visitor", "visito"][0] == "1"
    assert by_kind["visitor", "anothe"][:3] == ["1", "1", "0"]
    assert by_kind["visitor", "anothe"][-1] == "300"
    assert by_kind["address", "c0ffee"][:3] == ["1", "1", "0"]
    assert by_kind["address", "c0ffee"][-1] == "-"
    together = next(line for line in shown if line[:1] == ["all"])
    assert together[1:4] == ["3", "2", "0"]


def test_stop_one_a_visitor_s_an_address_s_or_all(run, store, tiny, capsys):
    def waiting(visitor, address):
        return store.create(tiny.model_copy(update={"visitor": visitor, "address": address * 16}))

    one, two, three, four = waiting("anna-1", "a"), waiting("bert-1", "a"), waiting("bert-2", "b"), waiting("c", "c")
    assert run("stop", one.id[:8], ask=lambda _: "n") == 1
    assert read_state(one) == "queued"
    assert run("stop", one.id[:8], "--yes") == 0
    assert [read_state(each) for each in (one, two, three, four)] == ["stopped", "queued", "queued", "queued"]
    assert run("stop", "--visitor", "bert-2", "--yes") == 0
    assert [read_state(each) for each in (two, three, four)] == ["queued", "stopped", "queued"]
    assert run("stop", "--address", "aaaa", "--yes") == 0
    assert [read_state(each) for each in (two, four)] == ["stopped", "queued"]
    assert run("stop", ask=lambda _: "y") == 0
    assert read_state(four) == "stopped"
    assert run("stop", "--yes") == 0
    assert "nothing to stop" in capsys.readouterr().out


def test_clear_a_visitor_s_runs_only(run, store, tiny, two):
    other = store.create(tiny.model_copy(update={"visitor": "another-visitor"}))
    write_atomically(other.result_path, Result(state="stopped", ended=1.0).model_dump_json())
    assert run("clear", "--visitor", "anothe", "--yes") == 0
    assert not other.directory.exists()
    assert two[0].directory.exists()
    assert run("clear", two[0].id, "--yes") == 0
    assert not two[0].directory.exists()

import errno
import platform
from pathlib import Path

import pytest

from explainer.errors import ExplainerError
from explainer.training.store import run_store as store_module
from explainer.training.store.progress import append_record
from explainer.training.store.records import BatchRecord, EpochRecord, Result
from explainer.training.store.run import Run
from explainer.training.store.run_store import RUN_ID, RunStore, default_root


def test_a_request_is_read_back(store, tiny):
    run = store.create(tiny)
    request = store.run(run.id).request()
    assert request.model_copy(update={"created": 0.0}) == tiny
    assert request.created > 0
    assert run.config == tiny.config


def test_ids_cannot_be_guessed(store, tiny):
    ids = {store.create(tiny).id for _ in range(20)}
    assert len(ids) == 20
    assert all(RUN_ID.fullmatch(run_id) and len(run_id) == 24 for run_id in ids)


@pytest.mark.parametrize(
    "run_id",
    [
        "",
        ".",
        "..",
        "../secret",
        "a" * 23,
        "a" * 25,
        "A" * 24,
        "a" * 24 + "\n",
        "../" + "a" * 21,
        "/" + "a" * 23,
        "a" * 23 + "\\",
        "a" * 23 + "\0",
        "a" * 23 + "é",
        "bundled",
    ],
)
def test_other_ids_never_reach_the_file_system(store, tiny, run_id, monkeypatch):
    store.create(tiny)

    def refuse(self: Path) -> bool:
        raise AssertionError(f"{self} was looked at")

    monkeypatch.setattr(Path, "is_file", refuse)
    with pytest.raises(ExplainerError) as error:
        store.run(run_id)
    assert error.value.code == "run_unknown"


def test_a_run_that_is_not_there_is_unknown(store):
    with pytest.raises(ExplainerError) as error:
        store.run("0" * 24)
    assert error.value.code == "run_unknown"
    assert store.runs() == ()


def test_runs_come_in_the_order_of_their_creation(store, tiny, monkeypatch):
    monkeypatch.setattr(store_module.time, "time", lambda: 1000.0)
    created = [store.create(tiny).id for _ in range(10)]
    assert [run.id for run in store.runs()] == created
    assert [run.id for run in RunStore(store.root).runs()] == created


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"config": {}}', b"\xff\xfe"])
def test_a_damaged_request_is_an_error_of_its_own_run_only(store, tiny, content):
    damaged, whole = store.create(tiny), store.create(tiny)
    damaged.request_path.write_bytes(content)
    with pytest.raises(ExplainerError) as error:
        damaged.request()
    assert error.value.code == "run_unreadable"
    assert [run.id for run in RunStore(store.root).runs()] == [damaged.id, whole.id]


def test_a_damaged_result_is_an_error(store, tiny):
    run = store.create(tiny)
    assert run.result() is None
    run.result_path.write_text('{"state": "wonderful"}', encoding="utf-8")
    with pytest.raises(ExplainerError) as error:
        run.result()
    assert error.value.code == "run_unreadable"
    run.result_path.write_text(Result(state="finished", ended=1.0).model_dump_json())
    assert run.result().state == "finished"


def test_other_folders_and_half_made_runs_are_no_runs(store, tiny):
    run = store.create(tiny)
    (store.root / "notes").mkdir()
    (store.root / ("f" * 24)).mkdir()
    (store.root / ("e" * 24)).write_text("a file")
    assert [found.id for found in store.runs()] == [run.id]


def test_a_folder_of_another_user_is_no_run(store, tiny, monkeypatch):
    run, foreign = store.create(tiny), store.create(tiny)
    stat = Path.stat

    def refuse(self: Path, **options: bool) -> object:
        if self.parent == foreign.directory:
            raise PermissionError(13, "Permission denied")
        return stat(self, **options)

    monkeypatch.setattr(Path, "stat", refuse)
    assert [found.id for found in store.runs()] == [run.id]
    with pytest.raises(ExplainerError) as error:
        store.run(foreign.id)
    assert error.value.code == "run_unknown"


def test_a_checkpoint_counts_once_its_epoch_is_written_down(store, tiny):
    run = store.create(tiny)
    for epoch in (0, 1, 2):
        run.checkpoint_path(epoch).write_bytes(b"weights")
    append_record(run.progress_path, EpochRecord(epoch=0))
    append_record(run.progress_path, EpochRecord(epoch=1))
    append_record(run.progress_path, EpochRecord(epoch=5))
    with run.progress_path.open("ab") as file:
        file.write(EpochRecord(epoch=2).model_dump_json().encode())
    assert run.checkpoints() == (0, 1)


def test_damaged_lines_of_progress_are_skipped(store, tiny):
    run = store.create(tiny)
    first = EpochRecord(epoch=0)
    second = BatchRecord(epoch=1, batch=3, loss=1.0, accuracy=0.5, seconds=0.1)
    append_record(run.progress_path, first)
    with run.progress_path.open("ab") as file:
        file.write(b'{"event": "epo\n\x00\xff\n{"event": "dance"}\n\n')
    append_record(run.progress_path, second)
    assert list(run.progress()) == [first, second]


def test_a_full_disk_leaves_no_half_made_run(store, tiny, monkeypatch):
    def refuse(path: Path, text: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store_module, "write_atomically", refuse)
    with pytest.raises(ExplainerError) as error:
        store.create(tiny)
    assert error.value.code == "disk_full"
    assert list(store.root.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path, tiny):
    (tmp_path / "runs").write_text("a file stands where the folder should be")
    with pytest.raises(ExplainerError) as error:
        RunStore(tmp_path / "runs").create(tiny)
    assert error.value.code == "store_unwritable"


def test_a_wish_to_stop_on_a_full_disk(store, tiny, monkeypatch):
    run = store.create(tiny)

    def refuse(self: Path, text: str, **_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(ExplainerError) as error:
        run.ask_to_stop()
    assert error.value.code == "disk_full"


def test_the_root_can_be_chosen(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLAINER_RUNS", str(tmp_path / "elsewhere"))
    assert RunStore().root == tmp_path / "elsewhere"
    monkeypatch.delenv("EXPLAINER_RUNS")
    assert default_root().parts[-2:] == ("inside-a-cnn", "runs")


@pytest.mark.skipif(platform.system() == "Windows", reason="braces are fine in its paths, too")
def test_braces_in_the_folder_s_name_do_not_confuse_keras(tmp_path):
    run = Run(tmp_path / "{runs}" / ("a" * 24))
    assert run.checkpoint_pattern.format(epoch=3) == str(run.checkpoint_path(3))

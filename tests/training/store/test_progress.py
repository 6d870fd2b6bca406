"""Each line of `progress.jsonl` is read once."""

from explainer.training.store import progress
from explainer.training.store.progress import ProgressReader, append_record
from explainer.training.store.records import BatchRecord, CurvePoint, EpochRecord, ResumedRecord


def batch(epoch: int, number: int) -> BatchRecord:
    return BatchRecord(epoch=epoch, batch=number, loss=0.5, accuracy=0.8, seconds=float(number))


def test_a_reader_reads_each_line_once(tmp_path, monkeypatch):
    path, read, parse = tmp_path / "progress.jsonl", [], progress.parse_progress

    def count(lines):
        read.extend(lines)
        return parse(lines)

    monkeypatch.setattr(progress, "parse_progress", count)
    reader = ProgressReader()
    assert reader.read(path).epochs_done == ()
    for epoch in range(3):
        append_record(path, EpochRecord(epoch=epoch))
        append_record(path, batch(epoch + 1, 1))
        for _ in range(2):
            found = reader.read(path)
            assert [record.epoch for record in found.epochs_done] == list(range(epoch + 1))
            assert found.latest == batch(epoch + 1, 1)
    assert len(read) == 6


def test_what_was_begun_anew_is_void(tmp_path):
    path = tmp_path / "progress.jsonl"
    append_record(path, EpochRecord(epoch=0))
    for epoch in (1, 2):
        point = CurvePoint(epoch, 1, 0.5, 0.8, 0.5, 0.8)
        append_record(path, batch(epoch, 1).model_copy(update={"points": (point,)}))
        append_record(path, EpochRecord(epoch=epoch))
    append_record(path, ResumedRecord(epoch=1, epochs=3))
    found = ProgressReader().read(path)
    assert ([record.epoch for record in found.epochs_done], found.resumed, found.latest) == ([0, 1], (1,), None)
    assert [point.epoch for point in found.points] == [1]


def test_another_file_in_its_place_is_read_anew(tmp_path):
    path, reader = tmp_path / "progress.jsonl", ProgressReader()
    for epoch in range(3):
        append_record(path, EpochRecord(epoch=epoch))
    reader.read(path)
    path.unlink()
    assert reader.read(path).epochs_done == ()
    append_record(path, EpochRecord(epoch=7))
    assert [record.epoch for record in reader.read(path).epochs_done] == [7]


def test_a_reader_remembers_a_bounded_number_of_files(tmp_path):
    reader = ProgressReader(capacity=2)
    for number in range(4):
        append_record(tmp_path / f"{number}", EpochRecord(epoch=number))
    for _ in range(2):
        found = [reader.read(tmp_path / f"{number}").epochs_done[0].epoch for number in range(4)]
        assert found == [0, 1, 2, 3]
    assert len(reader._readings) == 2

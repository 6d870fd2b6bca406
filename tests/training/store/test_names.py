from pathlib import Path

import pytest

from explainer.errors import ExplainerError
from explainer.training.store import names
from explainer.training.store.names import MAX_NAME_LENGTH, clean_name, read_name, write_name


def test_a_name_is_read_back(store, tiny):
    run = store.create(tiny)
    assert read_name(run) is None
    assert write_name(run, "  5×5の\tカーネル \n") == "5×5の カーネル"
    assert read_name(run) == "5×5の カーネル"
    assert write_name(run, "another") == "another"
    assert read_name(store.run(run.id)) == "another"


@pytest.mark.parametrize("name", ["", "   ", "\n\t", "\u200b\u202e", "x" * (MAX_NAME_LENGTH + 1)])
def test_a_name_is_neither_empty_nor_long(store, tiny, name):
    run = store.create(tiny)
    with pytest.raises(ExplainerError) as error:
        write_name(run, name)
    assert error.value.code == "run_name_length"
    assert error.value.details["limit"] == 60
    assert read_name(run) is None


def test_sixty_characters_are_allowed():
    assert clean_name("学" * 60) == "学" * 60


def test_nothing_turns_the_direction_of_what_follows():
    assert clean_name("a\u202eb\x00c") == "a b c"


@pytest.mark.parametrize("content", [b"", b"{", b'{"name": ""}', b'{"name": 3}', b"\xff", b'{"name": "a", "more": 1}'])
def test_a_damaged_name_is_no_name(store, tiny, content):
    run = store.create(tiny)
    run.name_path.write_bytes(content)
    assert read_name(run) is None


def test_a_full_disk_is_said(store, tiny, monkeypatch):
    run = store.create(tiny)

    def refuse(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(names, "write_atomically", refuse)
    with pytest.raises(ExplainerError) as error:
        write_name(run, "a")
    assert error.value.code == "disk_full"

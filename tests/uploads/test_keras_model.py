"""Archives of Keras's models: what is asked for is read, and what would take too much, or is none, is refused."""

import io
import json
import zipfile
from typing import Any

import pytest

from explainer.errors import ExplainerError
from explainer.network import network
from explainer.training.models.brought_in import weights_of
from explainer.training.models.keras_files import is_archive, is_from_keras, network_of
from explainer.uploads import keras_model
from explainer.uploads.refusals import NO_MODEL, TOO_MUCH, RefusedError
from tests.oracles.answers import answer
from tests.oracles.hostile_files import BOMBS, NETWORK, configuration_of, keras_file, keras_originals
from tests.oracles.keras_files import Way, config_of, saved, with_entries

HONEST = saved(NETWORK, Way(is_compiled=True)).weights


def code_of(content: bytes) -> str:
    with pytest.raises(ExplainerError) as error:
        weights_of(content, network_of(content).network)
    return error.value.code


def description_of(content: bytes) -> Any:
    length, text = keras_model.read(content, {"most": 100_000})
    return json.loads(text.tobytes()[: int(length[0])])


def refusal_of(content: bytes) -> int:
    with pytest.raises(RefusedError) as refused:
        list(keras_model.read(content, {"most": 100_000}))
    return refused.value.code


def test_files_are_told_apart() -> None:
    text = saved(NETWORK, Way(is_apart=True)).description
    assert (is_archive(HONEST), is_from_keras(HONEST)) == (True, True)
    assert (is_archive(text), is_from_keras(text)) == (False, True)
    assert not is_from_keras(configuration_of(NETWORK))


@pytest.mark.parametrize("bomb", BOMBS)
def test_small_files_that_ask_for_much_are_refused(bomb: str) -> None:
    if bomb == "10,000 files":
        assert network_of(with_entries(HONEST, BOMBS[bomb]())).network == NETWORK
    else:
        assert code_of(with_entries(HONEST, BOMBS[bomb]())) in ("upload_too_much", "keras_no_model")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"3",
        b'{"class_name": NaN}',
        b'{"a": 1e999}',
        b'{"a": %d}' % 2**53,
        b"\xff\xfe{}",
        b'{"a": ' + b"[" * 41 + b"]" * 41 + b"}",
    ],
)
def test_json_that_keras_does_not_write_is_refused(text: bytes) -> None:
    assert refusal_of(with_entries(HONEST, {"config.json": text})) == NO_MODEL
    assert refusal_of(text) == NO_MODEL


@pytest.mark.parametrize("missing", ["config.json", "metadata.json"])
def test_an_archive_without_its_parts_is_refused(missing: str) -> None:
    assert refusal_of(with_entries(HONEST, {missing: None})) == NO_MODEL


def test_an_archive_without_weights_is_refused() -> None:
    assert code_of(with_entries(HONEST, {"model.weights.h5": None})) == "keras_no_model"


def test_only_plainly_packed_archives_are_read() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("metadata.json", "{}")
    assert refusal_of(content.getvalue()) == NO_MODEL


def test_a_description_longer_than_asked_for_is_refused() -> None:
    names = json.dumps({f"{number:060}": "a" * 64 for number in range(1_000)}).encode()
    assert refusal_of(with_entries(HONEST, {"config.json": names})) == TOO_MUCH


def test_strings_come_out_short_and_on_one_line() -> None:
    text = json.dumps({"na\nme": "a`b\u202ec\ud800" + "d" * 100}).encode()
    assert description_of(text)["model"] == {"na?me": "a?b?c?" + "d" * 58}


def test_an_older_keras_is_named() -> None:
    older = with_entries(HONEST, {"metadata.json": b'{"keras_version": "2.15.0"}'})
    with pytest.raises(ExplainerError) as error:
        network_of(older)
    assert (error.value.code, error.value.details) == ("keras_version", {"version": "2.15.0"})


def test_a_program_in_a_file_is_not_run(tmp_path: Any) -> None:
    config = config_of(HONEST)
    layer = config["config"]["layers"][1]
    layer["config"]["activation"] = {
        "module": "builtins",
        "class_name": "function",
        "config": "os.mkdir",
        "registered_name": str(tmp_path / "made"),
    }
    assert code_of(with_entries(HONEST, {"config.json": json.dumps(config).encode()})) == "keras_argument"
    assert not (tmp_path / "made").exists()


def test_weights_of_another_network_are_refused() -> None:
    other = saved(network("c5_max2"), Way())
    with zipfile.ZipFile(io.BytesIO(other.weights)) as archive:
        weights = archive.read("model.weights.h5")
    assert code_of(with_entries(HONEST, {"model.weights.h5": weights})) == "weights_do_not_fit"


def test_mutations_are_read_or_refused() -> None:
    originals = keras_originals()
    files = [keras_file(index, originals) for index in range(24)]
    assert files == [keras_file(index, originals) for index in range(24)]
    codes = {answer(lambda content=content: network_of(content))[0] for _, content in files}
    assert "unexpected" not in codes
    assert len(codes) > 2

"""The settings in environment variables, and what the docs say of them."""

import re
from pathlib import Path

import pytest

from explainer import environment
from explainer.environment import VARIABLES, Environment, read_environment

NUMBERS = ("RUNS_QUOTA", "VISITOR_QUOTA", "RUN_LIMIT", "RUN_MEMORY")
PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_what_is_not_set_or_empty_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLAINER_SLOTS", "")
    found = read_environment()
    assert found == Environment.model_construct()
    assert (found.slots, found.runs_quota, found.shared_address, found.hosts) == (None, 12_000, False, ())


def test_each_is_read_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = {
        "RUNS": "~/runs",
        "RUNS_QUOTA": "inf",
        "VISITOR_QUOTA": "2.5",
        "RUN_LIMIT": "0",
        "RUN_MEMORY": "900",
        "SHARED_ADDRESS": "1",
        "TRUSTED_PROXIES": "127.0.0.1, 172.16.0.0/12 ::1",
        "SLOTS": "3",
        "SCHEDULER": "tcp://192.168.0.10:8786",
        "DATABASE": "postgresql://learner:secret@192.168.0.10/classes",
        "HOSTS": "CNN.school.example, *.lab.example,",
        "SITE_CODE": "ｂｌｕｅ-horse-7",
        "LOG": "log.txt",
        "WORKER_PRIORITY": "normal",
        "SPARE_WORKER": "0",
    }
    for name, value in chosen.items():
        monkeypatch.setenv(f"EXPLAINER_{name}", value)
    found = read_environment()
    assert {f"EXPLAINER_{name}" for name in chosen} == set(VARIABLES)
    assert (found.runs, found.log) == (Path("~/runs"), Path("log.txt"))
    assert (found.runs_quota, found.visitor_quota, found.run_limit, found.run_memory) == (float("inf"), 2.5, 0, 900)
    assert (found.shared_address, found.slots, found.scheduler) == (True, 3, "tcp://192.168.0.10:8786")
    assert found.database == "postgresql://learner:secret@192.168.0.10/classes"
    assert [str(network) for network in found.trusted_proxies] == ["127.0.0.1/32", "172.16.0.0/12", "::1/128"]
    assert (found.hosts, found.worker_priority) == (("cnn.school.example", "*.lab.example"), "normal")
    assert not found.spare_worker
    assert found.site_code == "blue-horse-7"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            (name, word)
            for name in ("RUNS_QUOTA", "VISITOR_QUOTA", "RUN_LIMIT", "RUN_MEMORY")
            for word in ("much", "-1", "nan")
        ),
        ("SHARED_ADDRESS", "perhaps"),
        ("TRUSTED_PROXIES", "127.0.0.1, nobody"),
        *(("SLOTS", word) for word in ("0", "1.5", "many")),
        ("SCHEDULER", "192.168.0.10"),
        ("DATABASE", "classes.sqlite"),
        ("SITE_CODE", "short"),
        ("WORKER_PRIORITY", "high"),
    ],
)
def test_nonsense_ends_the_server_with_a_clear_word(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"EXPLAINER_{name}", value)
    with pytest.raises(SystemExit) as ended:
        environment.check()
    expected = VARIABLES[f"EXPLAINER_{name}"].expected
    assert ended.value.code == f"Expected {expected} in EXPLAINER_{name}; received {value!r}."


def test_all_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLAINER_SLOTS", "0")
    monkeypatch.setenv("EXPLAINER_RUN_LIMIT", "long")
    with pytest.raises(ValueError, match="Expected") as refusal:
        read_environment()
    assert re.findall(r"EXPLAINER_\w+", str(refusal.value)) == ["EXPLAINER_RUN_LIMIT", "EXPLAINER_SLOTS"]


def test_the_docs_have_every_row_and_no_other_names() -> None:
    """`python -m explainer.environment` prints the table."""
    documents = [PROJECT / "README.md", *(PROJECT / "docs").rglob("*.md")]
    lines = {line for path in documents for line in path.read_text(encoding="utf-8").splitlines()}
    assert [row for row in environment.table().splitlines() if row not in lines] == []


def test_every_variable_that_is_named_anywhere_is_one() -> None:
    texts = [*PROJECT.glob("*.md"), *(PROJECT / "assets" / "text").glob("*.toml"), *(PROJECT / "deploy").glob("*.*")]
    texts += [
        path
        for folder in ("explainer", "docs")
        for path in (PROJECT / folder).rglob("*.*")
        if path.suffix in (".py", ".md")
    ]
    unknown = {
        name
        for path in texts
        for name in re.findall(r"EXPLAINER_[A-Z_]+", path.read_text(encoding="utf-8"))
        if name not in VARIABLES
    }
    assert unknown <= {"EXPLAINER_"}

"""The log file: one line for what went wrong once, however many visitors come at the same moment."""

import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from explainer.ui import log


@pytest.fixture
def fresh() -> Iterator[logging.Logger]:
    """The project's logger as a new server has it."""
    logger = logging.getLogger("explainer")
    before = list(logger.handlers)
    logger.handlers.clear()
    log._handle.cache_clear()
    yield logger
    for handler in logger.handlers:
        handler.close()
    logger.handlers[:] = before
    log._handle.cache_clear()


def test_visitors_who_come_at_once_do_not_double_the_log(
    fresh: logging.Logger, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EXPLAINER_LOG", str(tmp_path / "log.txt"))
    path = log.path

    def slowly() -> Path:
        time.sleep(0.05)
        return path()

    monkeypatch.setattr(log, "path", slowly)
    with ThreadPoolExecutor(8) as visitors:
        for done in [visitors.submit(log.configure) for _ in range(8)]:
            done.result()
    assert len(fresh.handlers) == 1
    fresh.warning("once")
    assert (tmp_path / "log.txt").read_text(encoding="utf-8").count("once") == 1


def test_a_runs_id_is_not_written_whole(fresh: logging.Logger, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EXPLAINER_LOG", str(tmp_path / "log.txt"))
    log.configure()
    run_id = "0123456789abcdef01234567"
    error = ValueError(f"no run {run_id}")
    fresh.error("run_unknown: Expected the id of a run; received '%s'.", run_id, exc_info=error)
    written = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert run_id not in written
    assert written.count("012345…") == 2

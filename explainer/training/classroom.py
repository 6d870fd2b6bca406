"""A teacher's command for a class's runs: `python -m explainer.training.classroom list`.

`list` shows all runs of the store, `clear` deletes them, `export` packs them into a zip file. A visitor is shown by the
first characters of their random id only.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from explainer.errors import ExplainerError
from explainer.training.configuration import configuration_json
from explainer.training.listing import ListedRun, listed_run
from explainer.training.run import Run
from explainer.training.states import ACTIVE, read_state
from explainer.training.store import RunStore

SHOWN_VISITOR = 6
FORCED_WAIT_SECONDS = 30.0
COLUMNS = (
    "run",
    "visitor",
    "name",
    "created",
    "recipe",
    "state",
    "epochs",
    "test_accuracy",
    "seconds",
    "parameters",
    "seed",
)


def main(arguments: Sequence[str] | None = None, ask: Callable[[str], str] = input) -> int:
    """Lists, clears or exports the runs of a store.

    Args:
        arguments: The command line without the program's name.
        ask: Puts a question and gives its answer.

    Returns:
        The exit code: 0, or 1 if something was not done.
    """
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A console of Windows may not know every character of a name.
        sys.stdout.reconfigure(errors="replace")
    store = RunStore(options.runs)
    if options.command == "list":
        return _list(store)
    if options.command == "export":
        return _export(store, options.file)
    chosen = _older(store, options.older_than)
    if not options.force:
        chosen = [run for run in chosen if read_state(run) not in ACTIVE]
    return _clear(store, chosen, ask=None if options.yes else ask)


def _list(store: RunStore) -> int:
    # Names last: Japanese ones are wider than their characters are many.
    order = sorted(COLUMNS, key="name".__eq__)
    rows = [order, *([str(_row(listed)[column]) for column in order] for listed in _all(store))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip())
    total = sum(1 for _ in store.runs())
    print(f"runs: {total}, unreadable: {total - len(rows) + 1}, in {store.root}")
    return 0


def _clear(store: RunStore, chosen: Sequence[Run], ask: Callable[[str], str] | None) -> int:
    if not chosen:
        print("nothing to clear")
        return 0
    if ask is not None and ask(f"Delete for good in {store.root}, runs: {len(chosen)}? [y/N] ").strip().lower() != "y":
        print("nothing was deleted")
        return 1
    deleted = sum(_deleted(store, run) for run in chosen)
    print(f"deleted: {deleted} of {len(chosen)}")
    return 0 if deleted == len(chosen) else 1


def _deleted(store: RunStore, run: Run) -> bool:
    try:
        if read_state(run) in ACTIVE:
            _stop(run)
        store.delete(run)
    except (OSError, ExplainerError) as error:
        print(f"{run.id} could not be deleted: {error}", file=sys.stderr)
        return False
    return True


def _stop(run: Run) -> None:
    """Lets a worker end by itself: on Windows its open files could not be deleted."""
    run.ask_to_stop()
    end = time.monotonic() + FORCED_WAIT_SECONDS
    while read_state(run) in ACTIVE and time.monotonic() < end:
        time.sleep(0.2)


def _export(store: RunStore, target: Path) -> int:
    if target.exists():
        print(f"{target} exists already; nothing was written", file=sys.stderr)
        return 1
    partial = target.with_name(f".{target.name}.partial")
    listed = list(_all(store))
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("table.csv", _table(listed))
            for run in listed:
                _add(archive, run)
        partial.replace(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        print(f"{target} could not be written: {error}", file=sys.stderr)
        return 1
    print(f"exported to {target}, runs: {len(listed)}")
    return 0


def _add(archive: zipfile.ZipFile, listed: ListedRun) -> None:
    folder = f"runs/{listed.run_id}"
    archive.writestr(f"{folder}/configuration.json", configuration_json(listed.request))
    archive.writestr(f"{folder}/result.json", json.dumps(_row(listed), ensure_ascii=False, indent=2) + "\n")
    try:
        archive.writestr(f"{folder}/history.csv", listed.run.history_path.read_bytes())
    except OSError:
        # A run that has not ended its first epoch has none, and one may be deleted meanwhile.
        return


def _table(runs: Iterable[ListedRun]) -> bytes:
    """All runs as CSV, with a mark by which spreadsheets know that it is UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows({key: _harmless(value) for key, value in _row(run).items()} for run in runs)
    return text.getvalue().encode("utf-8-sig")


def _harmless(value: object) -> object:
    """A name that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value


def _row(listed: ListedRun) -> dict[str, object]:
    request = listed.request
    visitor = "" if request.visitor is None else request.visitor[:SHOWN_VISITOR]
    accuracy = "" if listed.test_accuracy is None else round(listed.test_accuracy, 4)
    values = (
        listed.run_id,
        visitor,
        listed.name or "",
        datetime.fromtimestamp(request.created).isoformat(" ", "seconds"),
        request.recipe.name,
        listed.state,
        listed.epoch,
        accuracy,
        "" if listed.seconds is None else round(listed.seconds, 1),
        request.config.parameters,
        request.seed,
    )
    return dict(zip(COLUMNS, values, strict=True))


def _all(store: RunStore) -> Iterable[ListedRun]:
    return (listed for run in store.runs() if (listed := listed_run(store, run)) is not None)


def _older(store: RunStore, hours: float | None) -> list[Run]:
    """The runs that were asked for so long ago; all, unreadable ones included, if no time is given."""
    if hours is None:
        return list(store.runs())
    limit = time.time() - hours * 3600
    return [run for run in store.runs() if (request := store.request(run)) is not None and request.created < limit]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m explainer.training.classroom", description=__doc__)
    parser.add_argument("--runs", type=Path, help="the run store; by default EXPLAINER_RUNS")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="all runs, the oldest first")
    clear = commands.add_parser("clear", help="delete runs that have ended")
    clear.add_argument("--older-than", type=float, metavar="HOURS", help="only those asked for so many hours ago")
    clear.add_argument("--yes", action="store_true", help="without asking")
    clear.add_argument("--force", action="store_true", help="also those that wait or train; they are stopped first")
    export = commands.add_parser("export", help="configurations, histories and results as a zip file")
    export.add_argument("file", type=Path, help="the zip file; it must not exist yet")
    return parser


if __name__ == "__main__":
    sys.exit(main())

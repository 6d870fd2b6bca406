"""A teacher's command for a class's runs: `python -m explainer.training.classroom list`.

`list` shows all runs of the store and who has how much of the room, `stop` ends what waits or trains, `clear` deletes
runs, with `--digits` also the digits that visitors have saved, `export` packs runs into a zip file. A visitor is shown
by the first characters of their random id only, which is also how they are named here; an address by those of its hash.
"""

import argparse
import csv
import io
import json
import math
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from explainer.errors import ExplainerError
from explainer.training.limits.limits import MEGABYTE
from explainer.training.limits.quotas import in_megabytes
from explainer.training.limits.shares import Share, shares
from explainer.training.models.configuration import configuration_json
from explainer.training.store.listed_runs import ListedRun, listed_run
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.saved_digits import saved_files, saved_path
from explainer.training.store.states import ACTIVE, read_state

SHOWN_VISITOR = 6
FORCED_WAIT_SECONDS = 30.0
SHARE_COLUMNS = ["share of", "id", "runs", "waiting", "training", "MB", "of MB"]
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
    """Lists, clears or exports the runs of a store. Returns the exit code: 0, or 1 if something was not done.

    Args:
        arguments: The command line without the program's name.
        ask: Puts a question and gives its answer.
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
    question = None if options.yes else ask
    if options.command == "stop":
        return _stop_all(store, _chosen(store, options), question)
    chosen = _older(store, _chosen(store, options), options.older_than)
    if not options.force:
        chosen = [run for run in chosen if read_state(run) not in ACTIVE]
    return _clear(store, chosen, _digits(store, options) if options.digits else [], question)


def _list(store: RunStore) -> int:
    # Names last: Japanese ones are wider than their characters are many.
    order = sorted(COLUMNS, key="name".__eq__)
    rows = [order, *([str(_row(listed)[column]) for column in order] for listed in _all(store))]
    _print(rows)
    print()
    _print([SHARE_COLUMNS, *map(_share_row, shares(store))])
    print()
    total = sum(1 for _ in store.runs())
    digits = len(saved_files(store.root))
    print(f"runs: {total}, unreadable: {total - len(rows) + 1}, files of saved digits: {digits}, in {store.root}")
    return 0


def _print(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip())


def _share_row(share: Share) -> list[str]:
    limit = "-" if math.isinf(share.limit) else str(int(share.limit / MEGABYTE))
    counts = map(str, (share.runs, share.waiting, share.training, in_megabytes(share.taken)))
    return [share.kind, share.name[:SHOWN_VISITOR], *counts, limit]


def _stop_all(store: RunStore, chosen: Iterable[Run], ask: Callable[[str], str] | None) -> int:
    active = [run for run in chosen if read_state(run) in ACTIVE]
    if not active:
        print("nothing to stop")
        return 0
    if ask is not None and ask(f"Stop in {store.root}, runs: {len(active)}? [y/N] ").strip().lower() != "y":
        print("nothing was stopped")
        return 1
    stopped = 0
    for run in active:
        try:
            run.ask_to_stop()
        except ExplainerError as error:
            print(f"{run.id} could not be stopped: {error}", file=sys.stderr)
        else:
            stopped += 1
    print(f"asked to stop: {stopped} of {len(active)}; what they have learned is kept")
    return 0 if stopped == len(active) else 1


def _clear(store: RunStore, chosen: Sequence[Run], digits: Sequence[Path], ask: Callable[[str], str] | None) -> int:
    if not chosen and not digits:
        print("nothing to clear")
        return 0
    what = f"runs: {len(chosen)}" + (f", files of saved digits: {len(digits)}" if digits else "")
    if ask is not None and ask(f"Delete for good in {store.root}, {what}? [y/N] ").strip().lower() != "y":
        print("nothing was deleted")
        return 1
    deleted = sum(_deleted(store, run) for run in chosen) + sum(map(_is_unlinked, digits))
    print(f"deleted: {deleted} of {len(chosen) + len(digits)}")
    return 0 if deleted == len(chosen) + len(digits) else 1


def _is_unlinked(file: Path) -> bool:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        print(f"{file} could not be deleted: {error}", file=sys.stderr)
        return False
    return True


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
    request, status = listed.request, listed.status()
    visitor = "" if request.visitor is None else request.visitor[:SHOWN_VISITOR]
    accuracy = "" if listed.test_accuracy is None else round(listed.test_accuracy, 4)
    values = (
        listed.run_id,
        visitor,
        listed.name or "",
        datetime.fromtimestamp(request.created).isoformat(" ", "seconds"),
        request.recipe.name,
        listed.state,
        status.whole_epochs,
        accuracy,
        round(status.took, 1) or "",
        request.config.parameters,
        request.seed,
    )
    return dict(zip(COLUMNS, values, strict=True))


def _all(store: RunStore) -> Iterable[ListedRun]:
    return (listed for run in store.runs() if (listed := listed_run(store, run)) is not None)


def _chosen(store: RunStore, options: argparse.Namespace) -> list[Run]:
    """The runs that are named, by their own ids, by a visitor's or by an address's; all if nothing is."""
    found = list(store.runs())
    if options.run:
        found = [run for run in found if any(run.id.startswith(name) for name in options.run)]
    for kind in ("visitor", "address"):
        named = getattr(options, kind)
        if named:
            found = [run for run in found if (_whose(store, run, kind) or "").startswith(named)]
    return found


def _digits(store: RunStore, options: argparse.Namespace) -> list[Path]:
    """The files of saved digits: all, or those of the visitors whose runs are named; old ones only if that is asked."""
    found = saved_files(store.root)
    if options.run or options.visitor or options.address:
        visitors = {_whose(store, run, "visitor") for run in _chosen(store, options)}
        named = {saved_path(store.root, visitor) for visitor in visitors if visitor is not None}
        found = [file for file in found if file in named]
    hours = options.older_than
    return found if hours is None else [file for file in found if _is_older(file, hours)]


def _is_older(file: Path, hours: float) -> bool:
    """Whether a file has been there for so long; not if its owner has taken it back meanwhile."""
    try:
        return file.stat().st_mtime < time.time() - hours * 3600
    except FileNotFoundError:
        return False


def _whose(store: RunStore, run: Run, kind: str) -> str | None:
    request = store.request(run)
    if request is None:
        return None
    return request.visitor if kind == "visitor" else request.address


def _older(store: RunStore, runs: list[Run], hours: float | None) -> list[Run]:
    """Those that were asked for so long ago; all, unreadable ones included, if no time is given."""
    if hours is None:
        return runs
    limit = time.time() - hours * 3600
    return [run for run in runs if (request := store.request(run)) is not None and request.created < limit]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m explainer.training.classroom", description=__doc__)
    parser.add_argument("--runs", type=Path, help="the run store; by default EXPLAINER_RUNS")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="all runs, the oldest first; then who has how much")
    stop = commands.add_parser("stop", help="end what waits or trains; what was learned is kept")
    clear = commands.add_parser("clear", help="delete runs that have ended")
    for command in (stop, clear):
        command.add_argument("run", nargs="*", metavar="RUN", help="only these runs, by the beginning of their ids")
        command.add_argument("--visitor", metavar="ID", help="only this visitor's, by the beginning of their id")
        command.add_argument("--address", metavar="HASH", help="only those from this address, likewise")
        command.add_argument("--yes", action="store_true", help="without asking")
    clear.add_argument("--older-than", type=float, metavar="HOURS", help="only those asked for so many hours ago")
    clear.add_argument("--digits", action="store_true", help="also what these visitors have saved of their own digits")
    clear.add_argument("--force", action="store_true", help="also those that wait or train; they are stopped first")
    export = commands.add_parser("export", help="configurations, histories and results as a zip file")
    export.add_argument("file", type=Path, help="the zip file; it must not exist yet")
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""A lesson goes on while strangers guess codes and students forge, flood and write markup; a part of `greedy`.

The teacher looks at the answers and the drawings, and honest students answer and draw, until all attacks are over. In
the end the database has to have what was confirmed to the honest, and nothing of what was forged.
"""

import asyncio
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

from benchmarks.report import Figure, Report, Sample
from benchmarks.server import APP, serve
from benchmarks.session import Session, session
from explainer.classroom import ClassroomStore, Snapshot
from explainer.classroom.snapshot import member_name
from explainer.classroom.wall import MOST_OF_MEMBER
from tests.oracles.attackers import SOURCE
from tests.oracles.hostile_students import (
    ENTERED,
    MARK,
    TEXT,
    Widgets,
    class_codes,
    enter_site,
    flood,
    forge,
    guess_class_codes,
    guess_site_codes,
    send_drawing,
    site_codes,
    write_markup,
)

GUESSES = 10_000
DRAWINGS = 40
"""How many a flooder sends."""
HONEST = 4
FIRST_HONEST = 11
"""The last number of the first honest one's address."""
PAUSE_SECONDS = 2.0
SITE_CODE = "right-among-many"


@dataclass
class Seen:
    """What was seen of the attacks.

    Attributes:
        tried: How often each attack was tried.
        got_in: How many got into the class or past the site code by guessing.
        changed: What the forger has changed.
        most_of_flooder: Drawings on the wall by one flooder.
        rendered: In how many messages to the teacher and the honest there was something of the markup.
        milliseconds: Until an honest one's answer was confirmed.
        lost: Answers and drawings that were confirmed to the honest and are not in the database, or others instead.
        kept: Answers and drawings of the honest that are.
    """

    tried: dict[str, int] = field(default_factory=dict)
    got_in: int = 0
    changed: list[str] = field(default_factory=list)
    most_of_flooder: int = 0
    rendered: int = 0
    milliseconds: list[float] = field(default_factory=list)
    lost: int = 0
    kept: int = 0


@dataclass
class Honest:
    """What was confirmed to an honest student."""

    visitor: str
    answer: float | None = None
    labels: list[int] = field(default_factory=list)


def measure(guesses: int = GUESSES) -> Report:
    """Attacks a class on one server, and the site code of another.

    Args:
        guesses: Of codes of classes, and as many of the site's.
    """
    seen = Seen()
    with tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as folder:
        database = f"sqlite:///{Path(folder, 'classes.sqlite')}"
        with serve(APP, {"EXPLAINER_DATABASE": database}) as server:
            store = ClassroomStore(database)
            asyncio.run(_lesson(server.url, store, seen, guesses))
            store.disconnect()
    with serve(APP, {"EXPLAINER_SITE_CODE": SITE_CODE}) as server:
        asyncio.run(_door(server.url, seen, guesses))
    return report(seen, guesses)


def report(seen: Seen, guesses: int) -> Report:
    """What follows from what was seen."""
    return Report(
        "greedy",
        (Sample("an honest answer beside hostile students", tuple(seen.milliseconds) or (0.0,)),),
        (
            *(
                Figure(f"{name} tried", seen.tried.get(name, 0), at_least=guesses, unit="codes")
                for name in ("codes of classes", "site codes")
            ),
            Figure("got in by guessing", seen.got_in, at_most=0, unit="visitors"),
            Figure("forged messages", seen.tried.get("forged", 0), unit="messages"),
            Figure("changes by them", len(seen.changed), at_most=0, unit="changes"),
            Figure("drawings of a flooder", seen.tried.get("drawings", 0), unit="drawings"),
            Figure("… on the wall", seen.most_of_flooder, at_most=MOST_OF_MEMBER, unit="drawings"),
            Figure("fields and links with markup", seen.tried.get("markup", 0), unit="fields"),
            Figure("… seen by others", seen.rendered, at_most=0, unit="messages"),
            Figure("answers and drawings of the honest lost", seen.lost, at_most=0, unit="lost"),
            Figure("… kept", seen.kept, at_least=2 * HONEST, unit="kept"),
        ),
    )


async def _lesson(url: str, store: ClassroomStore, seen: Seen, guesses: int) -> None:
    teacher, over = f"teacher-{secrets.token_hex(8)}", asyncio.Event()
    forger, flooder = (f"{name}-{secrets.token_hex(8)}" for name in ("forger", "flooder"))
    honest = [Honest(f"honest-{number}-{secrets.token_hex(8)}") for number in range(HONEST)]
    async with session(url, teacher) as browser:
        browser.searched = MARK.encode()
        await browser.open("class", "lang=en")
        await browser.press(TEXT("page.class.open"))
        code = parse_qs(browser.query)["class"][0]
        store.set_wall(code, teacher, is_open=True, is_shown=True)
        await browser.open("class", f"class={code}&lang=en")
        await browser.press(TEXT("page.class.ask"))
        people = [asyncio.create_task(_answer_and_draw(url, code, one, seen, over)) for one in honest]
        stolen = await _widgets(browser)
        before = store.snapshot(code)
        watching = asyncio.create_task(_watch(browser, over))
        try:
            seen.tried["markup"] = await write_markup(url, code)
            for visitor, attack in ((forger, "forged"), (flooder, "drawings")):
                async with session(url, visitor, SOURCE) as hostile:
                    tries = forge(hostile, code, stolen) if attack == "forged" else flood(hostile, code, DRAWINGS)
                    seen.tried[attack] = await tries
            members = _members(store, code)
            seen.tried["codes of classes"] = await guess_class_codes(url, class_codes(code, guesses))
            seen.got_in += _members(store, code) - members
        finally:
            over.set()
            await asyncio.gather(*people, watching)
        seen.rendered += browser.found
    _judge(store, code, before, honest, flooder, seen)


async def _widgets(browser: Session) -> Widgets:
    """The teacher's widgets, those beside the class's digits and beside a chosen one too."""
    fields = dict(browser.fields)
    await browser.choose_segment(TEXT("page.class.view"), TEXT("page.class.view_digits"))
    while "wall" not in {name.rpartition(".")[2] for name in browser.components}:
        await browser.follow(PAUSE_SECONDS)
    await browser.choose("wall", {"image": 0})
    return Widgets(dict(browser.buttons), fields | browser.fields)


async def _watch(browser: Session, over: asyncio.Event) -> None:
    """The teacher looks on, at the answers and at the drawings by turns."""
    view = 0
    while not over.is_set():
        await browser.choose_segment(TEXT("page.class.view"), TEXT(f"page.class.view_{('questions', 'digits')[view]}"))
        await browser.follow(PAUSE_SECONDS)
        view = 1 - view


async def _answer_and_draw(url: str, code: str, one: Honest, seen: Seen, over: asyncio.Event) -> None:
    number = int(one.visitor.split("-")[1])
    async with session(url, one.visitor, f"127.0.0.{FIRST_HONEST + number}") as browser:
        browser.searched = MARK.encode()
        turn = 0
        while turn == 0 or not over.is_set():
            await browser.open("class", f"class={code}&lang=en")
            value = 1_000 * number + turn
            seen.milliseconds.append(await browser.choose("question", {"answer": str(value)}))
            if not browser.errors:
                one.answer = float(value)
            if len(one.labels) < MOST_OF_MEMBER:
                await browser.open("draw", f"class={code}&lang=en")
                await send_drawing(browser, 100 + HONEST * turn + number, number)
                if not browser.errors:
                    one.labels.append(number)
            await browser.follow(PAUSE_SECONDS)
            turn += 1
        seen.rendered += browser.found


def _members(store: ClassroomStore, code: str) -> int:
    snapshot = store.snapshot(code)
    return 0 if snapshot is None else len(snapshot.members)


def _judge(
    store: ClassroomStore,
    code: str,
    before: Snapshot | None,
    honest: list[Honest],
    flooder: str,
    seen: Seen,
) -> None:
    after, on_wall = store.snapshot(code), store.drawings(code)
    if before is None or after is None:
        seen.changed.append("the class")
        return
    held = (("question", "question"), ("place", "place"), ("wall", "wall.is_open"), ("wall", "wall.is_shown"))
    for what, path in held:
        old, new = before, after
        for name in path.split("."):
            old, new = getattr(old, name), getattr(new, name)
        if old != new:
            seen.changed.append(what)
    seen.most_of_flooder = len(on_wall.of(member_name(after.salt, flooder)))
    for one in honest:
        name = member_name(after.salt, one.visitor)
        given = after.answers.get(name)
        is_kept = given is not None and given.value == one.answer
        labels = on_wall.of(name).digits.labels.tolist()
        seen.lost += (not is_kept) + abs(len(one.labels) - len(labels))
        seen.kept += is_kept + len(labels)


async def _door(url: str, seen: Seen, guesses: int) -> None:
    statuses = await guess_site_codes(url, site_codes(SITE_CODE, guesses))
    seen.tried["site codes"] = len(statuses)
    seen.got_in += statuses.count(ENTERED)
    if await enter_site(url, SITE_CODE, f"127.0.0.{FIRST_HONEST}") != ENTERED:
        seen.lost += 1

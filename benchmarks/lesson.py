"""A lesson on several servers: students answer and go where the teacher goes, and one server is killed in the middle.

The teacher and each student are a session of their own (see `session`). The servers share a folder of runs and a
PostgreSQL database; a single server has an SQLite file. The teacher asks, waits for the answers, shows the answer, and
leads the class to another page and back. When half of the time is over, the teacher's server is killed: whoever was
there opens the same link with the same cookie at another, as a browser does behind a proxy.
"""

import asyncio
import contextlib
import math
import random
import re
import secrets
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

import psutil
from websockets.exceptions import WebSocketException

from benchmarks.report import Figure, Report, Sample
from benchmarks.server import APP, Server, serve
from benchmarks.session import Session, session
from benchmarks.sweep import percentile
from explainer.classroom import ClassroomStore
from explainer.text import Text
from explainer.ui.class_now import PULSE_SECONDS
from explainer.ui.classroom.teaching import LOOK_SECONDS
from explainer.ui.components.mounting import NAMESPACE
from tests.postgres import postgres

STUDENTS = 200
SERVERS = 2
MINUTES = 10.0
ARRIVAL_SECONDS = 0.25
ARRIVED_SECONDS = 240.0
THINK_PULSES = 4
"""How often a student's page is renewed at most before they answer."""
QUESTION_SECONDS = 30.0
"""How long the teacher waits for answers at most."""
VISIT_SECONDS = 6.0
AWAY_SECONDS = 1.0
"""How long a browser waits before it connects again."""
SAMPLE_SECONDS = 1.0
TEXT = Text("en")
CARD = f"{NAMESPACE}.question"
LOST = (WebSocketException, OSError)
ANSWERED = re.compile(re.escape(TEXT("page.class.answered", count=0)).replace("0", r"(\d+)"))
Place = tuple[str, str]
"""A page's name and its query."""
Kept = set[tuple[int, float]]
"""The answers that a database has, each with its question's number."""


@dataclass
class Lesson:
    """What is noted of a lesson.

    Attributes:
        servers: Those that are alive; the teacher is with the first.
        students: How many there are.
        question: The number of the question that is asked; 0 before the first.
        asked: When it was asked; `None` once its answer is shown to everyone.
        is_over: Whether everyone may go.
        sent: By question and student, when each answer was sent first.
        taken: The answers that a student's page has confirmed, likewise.
        shown: By question, how many answers the teacher's page had at which time.
        milliseconds: Of pages, by what was done.
        megabytes: Of each server's memory, once a second, by its process.
        came_back: How often somebody opened their link again because their server was gone.
        went_along: How often a student's page went where the teacher was.
        refused: Answers that came when the question was closed.
    """

    servers: list[Server]
    students: int
    teacher: str = field(default_factory=lambda: f"teacher-{secrets.token_hex(8)}")
    code: str = ""
    question: int = 0
    asked: float | None = None
    is_over: bool = False
    sent: dict[int, dict[int, float]] = field(default_factory=dict)
    taken: dict[tuple[int, int], float] = field(default_factory=dict)
    shown: dict[int, list[tuple[float, int]]] = field(default_factory=dict)
    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    megabytes: dict[int, list[float]] = field(default_factory=dict)
    came_back: int = 0
    went_along: int = 0
    refused: int = 0

    def note(self, kind: str, *milliseconds: float) -> None:
        """Notes how long pages took."""
        if milliseconds:
            self.milliseconds.setdefault(kind, []).extend(milliseconds)

    def note_shown(self, browser: Session) -> None:
        """Notes how many answers the teacher's page shows."""
        counts = [int(found[1]) for heading in browser.headings if (found := ANSWERED.fullmatch(heading))]
        self.shown.setdefault(self.question, []).append((time.monotonic(), max(counts, default=0)))
        browser.headings.clear()

    @property
    def seconds_until_shown(self) -> list[float]:
        """For each answer, how long after it was sent the teacher's page had as many; infinite if it never had."""
        waits = []
        for question, sent in self.sent.items():
            for count, moment in enumerate(sorted(sent.values()), start=1):
                seen = (at for at, shown in self.shown.get(question, []) if shown >= count)
                waits.append(next(seen, math.inf) - moment)
        return waits


def measure(repeats: int = 1, students: int = STUDENTS, servers: int = SERVERS, minutes: float = MINUTES) -> Report:
    """Gives lessons.

    Args:
        repeats: How many; all count.
        servers: With several, one is killed.
        minutes: How long each lasts from the first question on.

    Returns:
        What was found.
    """
    return report([_once(students, servers, minutes * 60.0) for _ in range(repeats)])


def _once(students: int, servers: int, seconds: float) -> tuple[Lesson, Kept]:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True)))
        if servers > 1:
            database = stack.enter_context(postgres(is_durable=True)).address
        else:
            database = f"sqlite:///{folder / 'classes.sqlite'}"
        shared = {"EXPLAINER_DATABASE": database, "EXPLAINER_RUNS": str(folder / "runs")}
        lesson = Lesson([stack.enter_context(serve(APP, shared)) for _ in range(servers)], students)
        store = ClassroomStore(database)
        stack.callback(store.disconnect)
        asyncio.run(_lesson(lesson, store, seconds))
        answers = store.answers(lesson.code, lesson.teacher)
    return lesson, {(question.number, answer.value) for question, given in answers for answer in given.values()}


def report(found: Sequence[tuple[Lesson, Kept]]) -> Report:
    """What follows from lessons, each with the answers that the database had in the end."""
    lessons = [lesson for lesson, _ in found]
    lost = sum((question, value) not in kept for one, kept in found for (question, _), value in one.taken.items())
    waits = [wait for lesson in lessons for wait in lesson.seconds_until_shown]
    seen = tuple(wait for wait in waits if wait < math.inf) or (math.inf,)
    by_kind: dict[str, list[float]] = {}
    for lesson in lessons:
        for kind, values in lesson.milliseconds.items():
            by_kind.setdefault(kind, []).extend(values)
    samples = [Sample(kind, tuple(values)) for kind, values in by_kind.items()]
    pages = [value for sample in samples for value in sample.values]
    memories = [values for lesson in lessons for values in lesson.megabytes.values()]
    return Report(
        "lesson",
        (Sample("until the teacher sees an answer", seen, "s"), *samples),
        (
            Figure("until the teacher sees an answer, 95th percentile", percentile(seen, 95), at_most=2, unit="s"),
            Figure("answers that the teacher never saw", len(waits) - len(seen), at_most=0, unit="answers"),
            Figure("a page, 95th percentile", percentile(pages, 95) / 1_000, at_most=1, unit="s"),
            Figure("answers lost", lost, at_most=0, unit="answers"),
            Figure("memory at the end / before", max(map(_growth, memories)), at_most=1.05),
            Figure("the largest server's memory", max(map(max, memories)), unit="MB"),
            Figure("answers taken", sum(len(lesson.taken) for lesson in lessons), unit="answers"),
            Figure("answers too late", sum(lesson.refused for lesson in lessons), unit="answers"),
            Figure("pages that went along", sum(lesson.went_along for lesson in lessons), unit="pages"),
            Figure("came back elsewhere", sum(lesson.came_back for lesson in lessons), unit="people"),
        ),
    )


def _growth(megabytes: Sequence[float]) -> float:
    """A server's memory in the last quarter of its time, divided by that in the quarter before."""
    quarter = max(len(megabytes) // 4, 1)
    return statistics.median(megabytes[-quarter:]) / statistics.median(megabytes[-2 * quarter : -quarter] or megabytes)


async def _lesson(lesson: Lesson, store: ClassroomStore, seconds: float) -> None:
    for server in lesson.servers:
        # The first visitor waits for what is compiled once.
        async with session(server.url, f"first-{secrets.token_hex(8)}") as browser:
            await browser.open("walkthrough", "lang=en")
    weighing = [asyncio.create_task(_weigh(lesson, server)) for server in lesson.servers]
    people = [asyncio.create_task(_teach(lesson, store, seconds))]
    people += [asyncio.create_task(_learn(lesson, number)) for number in range(lesson.students)]
    try:
        await asyncio.gather(*people)
    finally:
        for task in (*weighing, *people):
            task.cancel()
        await asyncio.gather(*weighing, *people, return_exceptions=True)


async def _weigh(lesson: Lesson, server: Server) -> None:
    process = psutil.Process(server.process_id)
    memory = lesson.megabytes.setdefault(server.process_id, [])
    while server in lesson.servers:
        memory.append(process.memory_info().rss / 1e6)
        await asyncio.sleep(SAMPLE_SECONDS)


async def _teach(lesson: Lesson, store: ClassroomStore, seconds: float) -> None:
    end = math.inf
    while not lesson.is_over:
        try:
            async with session(lesson.servers[0].url, lesson.teacher) as browser:
                query = f"class={lesson.code}&lang=en" if lesson.code else "lang=en"
                lesson.note("the teacher's page", await browser.open("class", query))
                if not lesson.code:
                    await _begin(lesson, store, browser)
                    end = time.monotonic() + seconds
                    if len(lesson.servers) > 1:
                        asyncio.get_running_loop().call_later(seconds / 2, _kill, lesson)
                await _go_on(lesson, store, browser, end)
        except LOST:
            lesson.came_back += 1
            await asyncio.sleep(AWAY_SECONDS)


async def _begin(lesson: Lesson, store: ClassroomStore, browser: Session) -> None:
    """Opens a class, waits for all students, and leads them from then on."""
    await browser.press(TEXT("page.class.open"))
    lesson.code = parse_qs(browser.query)["class"][0]
    async with asyncio.timeout(ARRIVED_SECONDS + lesson.students * ARRIVAL_SECONDS):
        while True:
            snapshot = store.snapshot(lesson.code)
            if snapshot is not None and len(snapshot.members) > lesson.students:
                break
            await browser.follow(SAMPLE_SECONDS)
    await browser.switch(TEXT("page.class.lead_on"), is_on=True)


def _kill(lesson: Lesson) -> None:
    """Kills the teacher's server."""
    psutil.Process(lesson.servers.pop(0).process_id).kill()


async def _go_on(lesson: Lesson, store: ClassroomStore, browser: Session, end: float) -> None:
    """Asks one question after the other; one that was asked before a server was lost is gone on with."""
    while lesson.asked is not None or time.monotonic() < end:
        if lesson.asked is None:
            lesson.note("a question asked", await browser.press(TEXT("page.class.ask")))
            snapshot = store.snapshot(lesson.code)
            if snapshot is None or snapshot.question is None:
                raise RuntimeError("Expected a class with a question; received none.")
            lesson.question, lesson.asked = snapshot.question.number, time.monotonic()
            # What they said of the question before.
            browser.headings.clear()
        shown = 0
        while shown < lesson.students and time.monotonic() < lesson.asked + QUESTION_SECONDS:
            lesson.note("the teacher's page", *await browser.follow(LOOK_SECONDS))
            lesson.note_shown(browser)
            shown = lesson.shown[lesson.question][-1][1]
        lesson.note("the answer shown", await browser.press(TEXT("page.class.reveal")))
        lesson.note_shown(browser)
        lesson.asked = None
        await browser.follow(VISIT_SECONDS)
        for page in ("walkthrough", "class"):
            lesson.note("the teacher's page", await browser.turn_to(page))
            await browser.follow(VISIT_SECONDS)
    lesson.is_over = True


async def _learn(lesson: Lesson, number: int) -> None:
    chance, visitor = random.Random(number), f"student-{number:03d}-{secrets.token_hex(8)}"
    server = lesson.servers[number % len(lesson.servers)]
    while not lesson.code:
        await asyncio.sleep(SAMPLE_SECONDS)
    await asyncio.sleep(number * ARRIVAL_SECONDS)
    place: Place = ("class", f"class={lesson.code}&lang=en")
    while not lesson.is_over:
        if server not in lesson.servers:
            server = chance.choice(lesson.servers)
        try:
            async with session(server.url, visitor) as browser:
                lesson.note("a page opened", await browser.open(*place))
                while not lesson.is_over:
                    await _look_and_answer(lesson, browser, chance, number)
                    place = browser.page, browser.query
        except LOST:
            lesson.came_back += 1
            await asyncio.sleep(AWAY_SECONDS)


async def _look_and_answer(lesson: Lesson, browser: Session, chance: random.Random, number: int) -> None:
    before = browser.page
    lesson.note("a page that another person changed", *await browser.follow(PULSE_SECONDS))
    lesson.went_along += browser.page != before
    question = lesson.question
    identity = f"class {lesson.code} {question} ".encode()
    if browser.page != "class" or CARD not in browser.components or identity not in browser.components[CARD].scene:
        return
    if lesson.asked is None or (question, number) in lesson.taken:
        return
    await browser.follow(chance.randint(0, THINK_PULSES) * PULSE_SECONDS)
    if lesson.question != question or browser.page != "class":
        return
    # No other answer of the lesson is the same.
    value = float(number * 1_000 + question)
    lesson.sent.setdefault(question, {}).setdefault(number, time.monotonic())
    lesson.note("an answer", await browser.choose("question", {"answer": f"{value:g}"}))
    if browser.errors:
        lesson.refused += 1
        del lesson.sent[question][number]
    else:
        lesson.taken[question, number] = value

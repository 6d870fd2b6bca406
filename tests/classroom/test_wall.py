"""The class's wall: who may put what on it, what goes when, and who is on which side of a training."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from explainer.classroom import ClassDigits, ClassroomStore, LiveClassrooms, Wall
from explainer.classroom import wall as limits
from explainer.mnist import Images
from explainer.own_digits import OwnDigits, digits_of
from tests.classroom.conftest import Clock, Connect
from tests.classroom.test_store import HOME, STUDENT, TEACHER, code, refused, rows

__all__ = ["code"]
OTHER = "another-student-with-a-cookie"


def drawing(number: int) -> Images:
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 10:14] = 255
    image[0, 0], image[0, 1] = divmod(number, 256)
    return image


@pytest.fixture
def wall(store: ClassroomStore, code: str) -> str:
    """The code of a class with an open wall and a second student."""
    store.join(code, OTHER, HOME)
    store.set_wall(code, TEACHER, is_open=True)
    return code


def sent(store: ClassroomStore, wall: str) -> ClassDigits:
    return store.drawings(wall)


def test_drawings_come_in_order_and_are_seen_by_another_server(
    store: ClassroomStore, wall: str, connect: Connect
) -> None:
    store.send_drawing(wall, STUDENT, drawing(1), 1)
    connect().send_drawing(wall, OTHER, drawing(2), 7)
    found = sent(store, wall)
    assert found.digits.labels.tolist() == [1, 7]
    assert np.array_equal(found.digits.images, np.stack([drawing(1), drawing(2)]))
    assert len(set(found.writers)) == 2
    assert not {STUDENT, OTHER} & set(found.writers)
    seen = store.snapshot(wall)
    assert seen is not None
    assert seen.wall == Wall(is_open=True, is_shown=False, changes=2)
    # The file is one of the kind that is loaded on the Draw page.
    assert digits_of(found.digits.npz()).digest == found.digits.digest


def test_a_wall_that_is_not_open_takes_nothing(store: ClassroomStore, code: str) -> None:
    with refused("class_wall_closed"):
        store.send_drawing(code, STUDENT, drawing(1), 1)
    store.set_wall(code, TEACHER, is_open=True, is_shown=True)
    store.set_wall(code, TEACHER, is_open=False)
    with refused("class_wall_closed"):
        store.send_drawing(code, STUDENT, drawing(1), 1)
    seen = store.snapshot(code)
    assert seen is not None
    assert seen.wall == Wall(is_open=False, is_shown=True)


def test_only_a_teacher_opens_and_shows_it_and_only_members_send(store: ClassroomStore, wall: str) -> None:
    for visitor in (STUDENT, "somebody else"):
        with refused("class_forbidden"):
            store.set_wall(wall, visitor, is_shown=True)
    with refused("class_forbidden"):
        store.send_drawing(wall, "somebody else", drawing(1), 1)
    with refused("class_unknown"):
        store.send_drawing("000000" if wall != "000000" else "000001", STUDENT, drawing(1), 1)
    assert len(sent(store, wall)) == 0


@pytest.mark.parametrize(
    ("image", "label"),
    [
        (np.zeros((28, 28), np.uint8), 3),
        (np.ones((28, 29), np.uint8), 3),
        (np.ones((2_800, 2_800), np.uint8), 3),
        (np.ones((28, 28), np.float32), 3),
        (drawing(1), 10),
        (drawing(1), -1),
    ],
)
def test_what_is_no_digit_is_refused(store: ClassroomStore, wall: str, image: Images, label: int) -> None:
    with refused("class_drawing"):
        store.send_drawing(wall, STUDENT, image, label)
    assert len(sent(store, wall)) == 0


def test_the_same_drawing_comes_once_whoever_sends_it(store: ClassroomStore, wall: str) -> None:
    store.send_drawing(wall, STUDENT, drawing(1), 1)
    for visitor, label in ((STUDENT, 1), (STUDENT, 7), (OTHER, 1)):
        with refused("class_drawing_known"):
            store.send_drawing(wall, visitor, drawing(1), label)
    assert sent(store, wall).digits.labels.tolist() == [1]


def test_a_flood_ends_at_the_limits(
    store: ClassroomStore, wall: str, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_OF_CLASS", limits.MOST_OF_MEMBER + 2)
    servers = [store, connect()]

    def send(number: int) -> str:
        try:
            servers[number % 2].send_drawing(wall, STUDENT if number < 30 else OTHER, drawing(number), 1)
        except Exception as error:  # noqa: BLE001 (what it is, is compared below)
            return getattr(error, "code", repr(error))
        return "sent"

    with ThreadPoolExecutor(8) as pool:
        answers = [*pool.map(send, range(30)), *pool.map(send, range(30, 40))]
    assert answers.count("sent") == limits.MOST_OF_CLASS
    assert set(answers[:30]) == {"sent", "class_drawings_own"}
    assert set(answers[30:]) == {"sent", "class_drawings_full"}
    assert len(sent(store, wall)) == limits.MOST_OF_CLASS


def test_a_member_takes_back_their_own_and_a_teacher_any(store: ClassroomStore, wall: str) -> None:
    for number, visitor in enumerate((STUDENT, OTHER, OTHER)):
        store.send_drawing(wall, visitor, drawing(number), number)
    store.remove_drawing(wall, STUDENT, drawing(1))
    assert sent(store, wall).digits.labels.tolist() == [0, 1, 2]
    store.remove_drawing(wall, OTHER, drawing(1))
    assert sent(store, wall).digits.labels.tolist() == [0, 2]
    store.remove_drawing(wall, TEACHER, drawing(2))
    assert sent(store, wall).digits.labels.tolist() == [0]
    # Who leaves takes theirs along.
    store.leave(wall, STUDENT)
    assert len(sent(store, wall)) == 0


def test_the_end_deletes_the_wall(store: ClassroomStore, wall: str, database: str, clock: Clock) -> None:
    store.send_drawing(wall, STUDENT, drawing(1), 1)
    store.close(wall, TEACHER)
    assert not any(rows(database).values())
    forgotten = store.open(TEACHER, HOME).code
    store.set_wall(forgotten, TEACHER, is_open=True)
    store.send_drawing(forgotten, TEACHER, drawing(1), 1)
    clock.now += 25 * 3600
    store.delete_expired()
    assert not any(rows(database).values())
    assert len(sent(store, forgotten)) == 0


def test_drawings_are_read_once_for_each_change(
    store: ClassroomStore, wall: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = LiveClassrooms(store, clock)
    read, reads = store.drawings, []
    monkeypatch.setattr(store, "drawings", lambda code: reads.append(code) or read(code))
    for number in (1, 2):
        with live.changing(wall):
            store.send_drawing(wall, STUDENT, drawing(number), number)
        for _ in range(3):
            snapshot = live.snapshot(wall)
            assert snapshot is not None
            assert live.drawings(snapshot).digits.labels.tolist() == [1, 2][:number]
    assert len(reads) == 2


def written(*writers: str) -> ClassDigits:
    images = np.stack([drawing(number) for number in range(len(writers))])
    return ClassDigits(OwnDigits(images, np.zeros(len(writers), np.uint8)), writers)


def test_no_writer_is_on_both_sides_of_a_training() -> None:
    names = [f"writer {number % 13}" for number in range(90)]
    found = written(*names)
    held, learned = found.chosen(found.held_out), found.chosen(~found.held_out)
    assert len(held) + len(learned) == 90
    assert len(set(held.writers)) == 4
    assert not set(held.writers) & set(learned.writers)
    # Whatever comes later: who was learned from is never tested with.
    later = written(*names, "writer 5", "somebody new")
    tested = later.of_others(learned.digits)
    assert set(tested.writers) == {*held.writers, "somebody new"}


def test_one_writer_alone_cannot_be_held_out() -> None:
    assert not written("one", "one").held_out.any()
    assert written("one", "two").held_out.sum() == 1
    assert len(ClassDigits.empty().held_out) == 0

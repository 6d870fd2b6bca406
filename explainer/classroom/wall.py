"""The rows of a class's wall: what may come to it, from whom, and how many."""

import hashlib
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from explainer.classroom.digits import ClassDigits, from_bytes
from explainer.classroom.schema import DRAWINGS, MEMBERS, WALLS
from explainer.classroom.snapshot import Wall
from explainer.errors import ExplainerError
from explainer.mnist import CLASSES, IMAGE_SIZE, Images
from explainer.own_digits import MOST, OwnDigits

MOST_OF_MEMBER = 10
MOST_OF_CLASS = MOST
"""The file of a wall can be loaded like any other file of digits."""


def read_wall(connection: Connection, classroom_id: int) -> Wall:
    """A class's wall, closed if it was never opened."""
    found = connection.execute(select(WALLS).where(WALLS.c.classroom_id == classroom_id)).one_or_none()
    return Wall() if found is None else Wall(found.is_open, found.is_shown, found.changes)


def set_wall(connection: Connection, classroom_id: int, **values: object) -> None:
    """Opens, closes, shows or hides a wall, which is made the first time."""
    if not connection.execute(update(WALLS).where(WALLS.c.classroom_id == classroom_id).values(**values)).rowcount:
        first = {"is_open": False, "is_shown": False, "changes": 0, **values}
        connection.execute(insert(WALLS).values(classroom_id=classroom_id, **first))


def read_drawings(connection: Connection, classroom_id: int) -> ClassDigits:
    """The drawings on a wall, in the order in which they came."""
    rows = connection.execute(
        select(DRAWINGS.c.image, DRAWINGS.c.label, MEMBERS.c.name)
        .join(MEMBERS, MEMBERS.c.id == DRAWINGS.c.member_id)
        .where(DRAWINGS.c.classroom_id == classroom_id)
        .order_by(DRAWINGS.c.id)
    ).all()
    if not rows:
        return ClassDigits.empty()
    images = np.stack([from_bytes(row.image) for row in rows])
    digits = OwnDigits(images, np.array([row.label for row in rows], np.uint8))
    return ClassDigits(digits, tuple(row.name for row in rows))


def put_drawing(connection: Connection, member: Row[Any], image: Images, label: int) -> None:
    """Puts a member's drawing on the wall of their class; see `ClassroomStore.send_drawing`."""
    content, own = _checked(image, label), DRAWINGS.c.classroom_id == member.classroom_id
    digest = _digest(image)
    if not read_wall(connection, member.classroom_id).is_open:
        raise ExplainerError("class_wall_closed", "Expected an open wall; received a drawing for a closed one.")
    if connection.execute(select(DRAWINGS.c.id).where(own, DRAWINGS.c.digest == digest)).one_or_none() is not None:
        raise ExplainerError("class_drawing_known", f"Expected another drawing; received {digest} again.")
    limits = {
        "class_drawings_own": (MOST_OF_MEMBER, DRAWINGS.c.member_id == member.id),
        "class_drawings_full": (MOST_OF_CLASS, own),
    }
    for code, (limit, which) in limits.items():
        if (connection.scalar(select(func.count()).select_from(DRAWINGS).where(which)) or 0) >= limit:
            raise ExplainerError(code, f"Expected at most {limit} drawings; received one more.", limit=limit)
    whose = {"classroom_id": member.classroom_id, "member_id": member.id}
    connection.execute(insert(DRAWINGS).values(**whose, image=content, digest=digest, label=label))
    _count_change(connection, member.classroom_id)


def delete_drawing(connection: Connection, member: Row[Any], image: Images) -> None:
    """Takes a drawing off the wall of a member's class; nothing happens if it is not there.

    Args:
        member: Whose it has to be, unless they teach the class.
    """
    which = (DRAWINGS.c.classroom_id == member.classroom_id, DRAWINGS.c.digest == _digest(image))
    whose = () if member.is_teacher else (DRAWINGS.c.member_id == member.id,)
    if connection.execute(delete(DRAWINGS).where(*which, *whose)).rowcount:
        _count_change(connection, member.classroom_id)


def delete_of_member(connection: Connection, member: Row[Any]) -> None:
    """Takes all drawings of a member off the wall."""
    if connection.execute(delete(DRAWINGS).where(DRAWINGS.c.member_id == member.id)).rowcount:
        _count_change(connection, member.classroom_id)


def delete_wall(connection: Connection, classroom_id: int) -> None:
    """Deletes a class's wall with all drawings."""
    for table in (DRAWINGS, WALLS):
        connection.execute(delete(table).where(table.c.classroom_id == classroom_id))


def _count_change(connection: Connection, classroom_id: int) -> None:
    wall = update(WALLS).where(WALLS.c.classroom_id == classroom_id)
    connection.execute(wall.values(changes=WALLS.c.changes + 1))


def _checked(image: Images, label: int) -> bytes:
    is_drawing = image.shape == (IMAGE_SIZE, IMAGE_SIZE) and image.dtype == np.uint8 and bool(image.any())
    if not is_drawing or label not in range(CLASSES):
        raise ExplainerError(
            "class_drawing", f"Expected a digit of 28×28 bytes and its label; received {image.shape} and {label}."
        )
    return image.tobytes()


def _digest(image: Images) -> str:
    return hashlib.sha256(image.tobytes()).hexdigest()

"""The tables of classes, as any database has them that SQLAlchemy knows.

A change needs a module in `migrations`, too.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

CODE_DIGITS = 6
LONGEST_REFERENCES = {"model": 40, "image": 1_200, "stage": 40}
"""Letters of what a question refers to: a drawing's reference has its pixels."""

METADATA = MetaData()

CLASSROOMS = Table(
    "classroom",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("code", String(CODE_DIGITS), nullable=False, unique=True),
    # SHA-256 of the secret in the teacher's link.
    Column("secret", String(64), nullable=False),
    # Makes the names of members differ from class to class.
    Column("salt", String(32), nullable=False),
    Column("address", String(80), nullable=False, index=True),
    Column("opened", Float, nullable=False),
    # How often something has changed that pages show.
    Column("changes", Integer, nullable=False),
    # Number of the question in focus; 0 for none.
    Column("focus", Integer, nullable=False),
    # Where the teacher leads the class: a page and its link; none where they do not lead.
    Column("page", String(40)),
    Column("link", JSON),
)

QUESTIONS = Table(
    "question",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("classroom_id", ForeignKey(CLASSROOMS.c.id), nullable=False),
    Column("number", Integer, nullable=False),
    Column("model", String(LONGEST_REFERENCES["model"]), nullable=False),
    Column("image", String(LONGEST_REFERENCES["image"]), nullable=False),
    Column("stage", String(LONGEST_REFERENCES["stage"]), nullable=False),
    Column("turn", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    UniqueConstraint("classroom_id", "number"),
)

MEMBERS = Table(
    "member",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("classroom_id", ForeignKey(CLASSROOMS.c.id), nullable=False),
    # A hash of the visitor's random id.
    Column("name", String(32), nullable=False),
    Column("is_teacher", Boolean, nullable=False),
    Column("page", String(40), nullable=False),
    Column("seen", Float, nullable=False),
    UniqueConstraint("classroom_id", "name"),
)

ANSWERS = Table(
    "answer",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey(MEMBERS.c.id), nullable=False),
    Column("question_id", ForeignKey(QUESTIONS.c.id), nullable=False, index=True),
    Column("value", Float, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("mistake", String(40)),
    UniqueConstraint("member_id", "question_id"),
)

WALLS = Table(
    "wall",
    METADATA,
    Column("classroom_id", ForeignKey(CLASSROOMS.c.id), primary_key=True, autoincrement=False),
    # Whether drawings are taken, and whether students see those of the others.
    Column("is_open", Boolean, nullable=False),
    Column("is_shown", Boolean, nullable=False),
    # How often a drawing has come or gone.
    Column("changes", Integer, nullable=False),
)

DRAWINGS = Table(
    "drawing",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("classroom_id", ForeignKey(CLASSROOMS.c.id), nullable=False),
    Column("member_id", ForeignKey(MEMBERS.c.id), nullable=False, index=True),
    # 28×28 bytes, and their SHA-256.
    Column("image", LargeBinary, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("label", Integer, nullable=False),
    UniqueConstraint("classroom_id", "digest"),
)

GUESSES = Table(
    "guess",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("address", String(80), nullable=False),
    Column("at", Float, nullable=False),
    Index("guess_address_at", "address", "at"),
)
"""Codes and secrets that were wrong."""

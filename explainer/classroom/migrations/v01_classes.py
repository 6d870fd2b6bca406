"""Classes, their members, questions and answers, and wrong codes.

Before there were migrations, databases were made with the same tables: they are taken over as they are.
"""

import sqlalchemy as sa
from alembic import op

revision = "v01"
down_revision = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "classroom",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(6), nullable=False, unique=True),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("address", sa.String(80), nullable=False),
        sa.Column("opened", sa.Float, nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.Column("focus", sa.Integer, nullable=False),
        sa.Column("page", sa.String(40)),
        sa.Column("link", sa.JSON),
        if_not_exists=True,
    )
    op.create_index("ix_classroom_address", "classroom", ["address"], if_not_exists=True)
    op.create_table(
        "question",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("classroom_id", sa.Integer, sa.ForeignKey("classroom.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("model", sa.String(40), nullable=False),
        sa.Column("image", sa.String(1_200), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.UniqueConstraint("classroom_id", "number"),
        if_not_exists=True,
    )
    op.create_table(
        "member",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("classroom_id", sa.Integer, sa.ForeignKey("classroom.id"), nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("is_teacher", sa.Boolean, nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("seen", sa.Float, nullable=False),
        sa.UniqueConstraint("classroom_id", "name"),
        if_not_exists=True,
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("member_id", sa.Integer, sa.ForeignKey("member.id"), nullable=False),
        sa.Column("question_id", sa.Integer, sa.ForeignKey("question.id"), nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("mistake", sa.String(40)),
        sa.UniqueConstraint("member_id", "question_id"),
        if_not_exists=True,
    )
    op.create_index("ix_answer_question_id", "answer", ["question_id"], if_not_exists=True)
    op.create_table(
        "guess",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("address", sa.String(80), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        if_not_exists=True,
    )
    op.create_index("guess_address_at", "guess", ["address", "at"], if_not_exists=True)

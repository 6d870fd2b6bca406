"""The class's wall, and the drawings on it."""

import sqlalchemy as sa
from alembic import op

revision = "v02"
down_revision = "v01"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "wall",
        sa.Column("classroom_id", sa.Integer, sa.ForeignKey("classroom.id"), primary_key=True, autoincrement=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("is_shown", sa.Boolean, nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
    )
    op.create_table(
        "drawing",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("classroom_id", sa.Integer, sa.ForeignKey("classroom.id"), nullable=False),
        sa.Column("member_id", sa.Integer, sa.ForeignKey("member.id"), nullable=False),
        sa.Column("image", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("label", sa.Integer, nullable=False),
        sa.UniqueConstraint("classroom_id", "digest"),
    )
    op.create_index("ix_drawing_member_id", "drawing", ["member_id"])

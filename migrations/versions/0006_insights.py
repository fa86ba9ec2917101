"""Insights: what was learned, written down.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BEFORE = (
    *("join_asked", "join_accepted", "invited", "moved_up", "made_host", "term_ends"),
    *("archived", "thanked", "message_hidden", "put_out", "mentioned"),
    *("session_published", "session_moved", "session_cancelled", "session_invited"),
    *("place_found", "session_soon", "transcript_ready"),
    *("published_itself", "session_unready", "session_commented"),
    *("host_offered", "offer_taken", "offer_declined"),
    *("date_asked", "date_taken", "date_left"),
)
NEW = ("insight_waits", "insight_published", "insight_back")


def _tell_of(kinds: tuple[str, ...]) -> None:
    """The kinds of notices are a check in the table."""
    quoted = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("notices") as batch:
        batch.drop_constraint(op.f("ck_notices_noticekind"), type_="check")
        batch.create_check_constraint(op.f("ck_notices_noticekind"), f"kind IN ({quoted})")


def _tell_of_insights() -> None:
    """Which may be in no circle."""
    with op.batch_alter_table("notices") as batch:
        batch.alter_column("circle_id", existing_type=sa.String(length=16), nullable=True)
        batch.add_column(sa.Column("insight_id", sa.String(length=16), nullable=True))
        batch.create_foreign_key(
            op.f("fk_notices_insight_id"), "insights", ["insight_id"], ["id"], ondelete="CASCADE"
        )
    op.create_index(op.f("ix_notices_insight_id"), "notices", ["insight_id"])
    _tell_of((*BEFORE, *NEW))


def _tell_of_none() -> None:
    op.execute("DELETE FROM notices WHERE insight_id IS NOT NULL")
    _tell_of(BEFORE)
    op.drop_index(op.f("ix_notices_insight_id"), "notices")
    with op.batch_alter_table("notices") as batch:
        batch.drop_constraint(op.f("fk_notices_insight_id"), type_="foreignkey")
        batch.drop_column("insight_id")
        batch.alter_column("circle_id", existing_type=sa.String(length=16), nullable=False)


def upgrade() -> None:
    op.create_table(
        "insights",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("author_id", sa.String(length=16), nullable=True),
        sa.Column("circle_id", sa.String(length=16), nullable=True),
        sa.Column("session_id", sa.String(length=16), nullable=True),
        sa.Column(
            "sight",
            sa.Enum(
                "public",
                "members",
                "circle",
                "hosts",
                name="sight",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "waiting",
                "published",
                "withdrawn",
                name="insightstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("references", sa.JSON(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name=op.f("fk_insights_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_insights_circle_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["hosted_sessions.id"],
            name=op.f("fk_insights_session_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insights")),
    )
    with op.batch_alter_table("insights", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_insights_author_id_state_published_at"),
            ["author_id", "state", "published_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_insights_circle_id_state_published_at"),
            ["circle_id", "state", "published_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_insights_session_id"), ["session_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_insights_state_published_at"), ["state", "published_at"], unique=False
        )

    op.create_table(
        "insight_drafts",
        sa.Column("insight_id", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("references", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["insight_id"],
            ["insights.id"],
            name=op.f("fk_insight_drafts_insight_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("insight_id", name=op.f("pk_insight_drafts")),
    )
    op.create_table(
        "insight_revisions",
        sa.Column("insight_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("references", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["insight_id"],
            ["insights.id"],
            name=op.f("fk_insight_revisions_insight_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("insight_id", "number", name=op.f("pk_insight_revisions")),
    )
    op.create_table(
        "insight_skills",
        sa.Column("insight_id", sa.String(length=16), nullable=False),
        sa.Column("skill_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["insight_id"],
            ["insights.id"],
            name=op.f("fk_insight_skills_insight_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_insight_skills_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("insight_id", "skill_id", name=op.f("pk_insight_skills")),
    )
    with op.batch_alter_table("insight_skills", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_insight_skills_skill_id"), ["skill_id"], unique=False)
    op.create_table(
        "insight_marks",
        sa.Column("insight_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "helped",
                "will_try",
                name="markkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["insight_id"],
            ["insights.id"],
            name=op.f("fk_insight_marks_insight_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_insight_marks_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("insight_id", "member_id", "kind", name=op.f("pk_insight_marks")),
    )
    op.create_index(op.f("ix_insight_marks_member_id"), "insight_marks", ["member_id"])
    _tell_of_insights()


def downgrade() -> None:
    _tell_of_none()
    op.drop_index(op.f("ix_insight_marks_member_id"), "insight_marks")
    op.drop_table("insight_marks")
    with op.batch_alter_table("insight_skills", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_insight_skills_skill_id"))

    op.drop_table("insight_skills")
    op.drop_table("insight_revisions")
    op.drop_table("insight_drafts")
    with op.batch_alter_table("insights", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_insights_state_published_at"))
        batch_op.drop_index(batch_op.f("ix_insights_session_id"))
        batch_op.drop_index(batch_op.f("ix_insights_circle_id_state_published_at"))
        batch_op.drop_index(batch_op.f("ix_insights_author_id_state_published_at"))

    op.drop_table("insights")

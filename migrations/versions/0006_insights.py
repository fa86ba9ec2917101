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


def downgrade() -> None:
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

"""Asks: who was asked, what they answered, who rests, and what several wish for.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
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
    *("insight_waits", "insight_published", "insight_back"),
    *("insight_commented", "quote_asked", "quote_answered", "tried_asked"),
    *("followed_news", "search_news"),
)
NEW = (
    *("ask_put", "ask_reminded", "ask_back", "ask_answered", "answer_thanked"),
    *("answer_wanted", "resting", "question_left", "wished_for"),
)
TABLES = ("proposals", "rests", "asks", "ask_answers", "ask_turns")


def _tell_of(kinds: tuple[str, ...]) -> None:
    """The kinds of notices are a check in the table."""
    quoted = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("notices") as batch:
        batch.drop_constraint(op.f("ck_notices_noticekind"), type_="check")
        batch.create_check_constraint(op.f("ck_notices_noticekind"), f"kind IN ({quoted})")


def _tell_of_asks() -> None:
    with op.batch_alter_table("notices") as batch:
        for column, table in (("ask_id", "asks"), ("skill_id", "skills")):
            batch.add_column(sa.Column(column, sa.String(length=16), nullable=True))
            batch.create_foreign_key(
                op.f(f"fk_notices_{column}"), table, [column], ["id"], ondelete="CASCADE"
            )
    op.create_index(op.f("ix_notices_ask_id"), "notices", ["ask_id"])
    op.create_index(op.f("ix_notices_skill_id"), "notices", ["skill_id"])
    _tell_of((*BEFORE, *NEW))


def _tell_of_none() -> None:
    quoted = ", ".join(f"'{kind}'" for kind in NEW)
    op.execute(f"DELETE FROM notices WHERE kind IN ({quoted})")  # noqa: S608 - our own words
    _tell_of(BEFORE)
    op.drop_index(op.f("ix_notices_skill_id"), "notices")
    op.drop_index(op.f("ix_notices_ask_id"), "notices")
    with op.batch_alter_table("notices") as batch:
        for column in ("ask_id", "skill_id"):
            batch.drop_constraint(op.f(f"fk_notices_{column}"), type_="foreignkey")
            batch.drop_column(column)


def upgrade() -> None:
    op.create_table(
        "proposals",
        sa.Column("skill_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_proposals_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("skill_id", name=op.f("pk_proposals")),
    )
    op.create_table(
        "rests",
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_rests_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_rests")),
    )
    op.create_table(
        "asks",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("asker_id", sa.String(length=16), nullable=False),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column(
            "put_to",
            sa.Enum(
                "member",
                "skill",
                "everybody",
                name="askto",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "back",
                "open",
                "answered",
                "closed",
                name="askstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("skill_id", sa.String(length=16), nullable=True),
        sa.Column("item_id", sa.String(length=16), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("back", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["members.id"], name=op.f("fk_asks_asker_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_asks_item_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_asks_skill_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks")),
        sa.UniqueConstraint("asker_id", "client_key", name=op.f("uq_asks_asker_id_client_key")),
    )
    op.create_index(op.f("ix_asks_item_id"), "asks", ["item_id"])
    op.create_index(op.f("ix_asks_next_at"), "asks", ["next_at"])
    op.create_index(
        op.f("ix_asks_put_to_state_created_at"), "asks", ["put_to", "state", "created_at"]
    )
    op.create_index(op.f("ix_asks_skill_id_state"), "asks", ["skill_id", "state"])

    op.create_table(
        "ask_answers",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("ask_id", sa.String(length=16), nullable=False),
        sa.Column("author_id", sa.String(length=16), nullable=True),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asker_agrees", sa.Boolean(), nullable=False),
        sa.Column("author_agrees", sa.Boolean(), nullable=False),
        sa.Column("insight_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["ask_id"], ["asks.id"], name=op.f("fk_ask_answers_ask_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["members.id"],
            name=op.f("fk_ask_answers_author_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["insight_id"],
            ["insights.id"],
            name=op.f("fk_ask_answers_insight_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ask_answers")),
        sa.UniqueConstraint(
            "ask_id",
            "author_id",
            "client_key",
            name=op.f("uq_ask_answers_ask_id_author_id_client_key"),
        ),
    )
    op.create_index(
        op.f("ix_ask_answers_ask_id_created_at"), "ask_answers", ["ask_id", "created_at"]
    )
    op.create_index(
        op.f("ix_ask_answers_author_id_created_at"), "ask_answers", ["author_id", "created_at"]
    )
    op.create_index(op.f("ix_ask_answers_insight_id"), "ask_answers", ["insight_id"])

    op.create_table(
        "ask_turns",
        sa.Column("ask_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "answered",
                "not_now",
                "silent",
                "let_go",
                name="turnstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["ask_id"], ["asks.id"], name=op.f("fk_ask_turns_ask_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_ask_turns_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ask_id", "member_id", name=op.f("pk_ask_turns")),
    )
    op.create_index(
        op.f("ix_ask_turns_member_id_state_ended_at"),
        "ask_turns",
        ["member_id", "state", "ended_at"],
    )

    _tell_of_asks()


def downgrade() -> None:
    _tell_of_none()
    for table in reversed(TABLES):
        op.drop_table(table)

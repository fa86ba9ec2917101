"""Questions, polls, files and groups in rooms, and what hosts may do there.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


# A list of values is a check in the table: name, table, column, before, after.
LISTS = [
    ("roomstate", "rooms", "state", ["open"], ["closed"]),
    ("itemkind", "items", "kind", ["message"], ["question", "poll", "notice"]),
    ("audience", "items", "audience", ["everyone", "hosts"], ["author"]),
    (
        "noticekind",
        "notices",
        "kind",
        [
            *("join_asked", "join_accepted", "invited", "moved_up", "made_host", "term_ends"),
            *("archived", "thanked"),
        ],
        ["message_hidden", "put_out"],
    ),
]


def _relist(name: str, table: str, column: str, values: list[str]) -> None:
    quoted = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_{name}"), f"{column} IN ({quoted})")


def upgrade() -> None:
    op.create_table(
        "bars",
        sa.Column("circle_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("silent_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("out_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_bars_circle_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_bars_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("circle_id", "member_id", name=op.f("pk_bars")),
    )
    op.create_table(
        "hands",
        sa.Column("room_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_hands_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_hands_room_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("room_id", "member_id", name=op.f("pk_hands")),
    )
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("room_id", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=16), nullable=True),
        sa.Column("item_id", sa.String(length=16), nullable=True),
        sa.Column("file_id", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_attachments_file_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_attachments_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["members.id"], name=op.f("fk_attachments_owner_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_attachments_room_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    with op.batch_alter_table("attachments") as batch:
        batch.create_index(batch.f("ix_attachments_created_at"), ["created_at"], unique=False)
        batch.create_index(batch.f("ix_attachments_item_id"), ["item_id"], unique=False)

    op.create_table(
        "host_acts",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("room_id", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "hide",
                "share",
                "mute",
                "put_out",
                "promote",
                name="actkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.String(length=16), nullable=True),
        sa.Column("member_id", sa.String(length=16), nullable=True),
        sa.Column("item_id", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["members.id"], name=op.f("fk_host_acts_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_host_acts_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_host_acts_member_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_host_acts_room_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"],
            ["members.id"],
            name=op.f("fk_host_acts_undone_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_acts")),
    )
    with op.batch_alter_table("host_acts") as batch:
        batch.create_index(batch.f("ix_host_acts_item_id"), ["item_id"], unique=False)
        batch.create_index(batch.f("ix_host_acts_room_id_at"), ["room_id", "at"], unique=False)

    op.create_table(
        "polls",
        sa.Column("item_id", sa.String(length=16), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "single",
                "many",
                "points",
                name="pollway",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("frozen_voters", sa.Integer(), nullable=False),
        sa.Column("shown_voters", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_polls_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_polls")),
    )
    with op.batch_alter_table("polls") as batch:
        batch.create_index(batch.f("ix_polls_closes_at"), ["closes_at"], unique=False)

    op.create_table(
        "stars",
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("item_id", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_stars_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_stars_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "item_id", name=op.f("pk_stars")),
    )
    op.create_table(
        "poll_options",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("item_id", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("tally", sa.Integer(), nullable=False),
        sa.Column("frozen", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["polls.item_id"], name=op.f("fk_poll_options_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_options")),
    )
    with op.batch_alter_table("poll_options") as batch:
        batch.create_index(batch.f("ix_poll_options_item_id"), ["item_id"], unique=False)

    op.create_table(
        "poll_voters",
        sa.Column("item_id", sa.String(length=16), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["polls.item_id"], name=op.f("fk_poll_voters_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_poll_voters")),
    )
    op.create_table(
        "named_votes",
        sa.Column("option_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_named_votes_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["option_id"],
            ["poll_options.id"],
            name=op.f("fk_named_votes_option_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("option_id", "member_id", name=op.f("pk_named_votes")),
    )
    with op.batch_alter_table("circles") as batch:
        batch.add_column(
            sa.Column(
                "history",
                sa.Enum(
                    "everything",
                    "since_joining",
                    name="history",
                    native_enum=False,
                    create_constraint=True,
                    length=20,
                ),
                nullable=False,
                server_default="everything",
            )
        )

    with op.batch_alter_table("items") as batch:
        batch.add_column(sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("unpinned_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("question_id", sa.String(length=16), nullable=True))
        batch.add_column(sa.Column("to_id", sa.String(length=16), nullable=True))
        batch.add_column(
            sa.Column("nameless", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("number", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("unseen", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.create_index(
            batch.f("ix_items_question_id_position"), ["question_id", "position"], unique=False
        )
        batch.create_index(
            batch.f("ix_items_room_id_kind_position"), ["room_id", "kind", "position"], unique=False
        )
        batch.create_index(
            batch.f("ix_items_room_id_pinned_at"), ["room_id", "pinned_at"], unique=False
        )
        batch.create_foreign_key(
            batch.f("fk_items_to_id"), "members", ["to_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_foreign_key(
            batch.f("fk_items_question_id"), "items", ["question_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("rooms") as batch:
        batch.add_column(sa.Column("parent_id", sa.String(length=16), nullable=True))
        batch.add_column(sa.Column("name", sa.String(length=80), nullable=False, server_default=""))
        batch.add_column(sa.Column("people", sa.JSON(), nullable=True))
        batch.add_column(
            sa.Column("desk_version", sa.Integer(), nullable=False, server_default="0")
        )
        batch.add_column(
            sa.Column("slow_seconds", sa.Integer(), nullable=False, server_default="0")
        )
        batch.add_column(
            sa.Column("read_only", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(
            sa.Column("nameless", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch.add_column(sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(
            sa.Column("timer_name", sa.String(length=80), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("timer_ends_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(
            sa.Column("band", sa.String(length=200), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("asking_id", sa.String(length=16), nullable=True))
        batch.add_column(
            sa.Column("asking_unseen", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("groups_end_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("brings_back", sa.Text(), nullable=False, server_default=""))
        batch.add_column(
            sa.Column("brings_back_version", sa.Integer(), nullable=False, server_default="0")
        )
        batch.add_column(sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(
            sa.Column("groups_told", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.create_index(batch.f("ix_rooms_groups_end_at"), ["groups_end_at"], unique=False)
        batch.drop_constraint(batch.f("uq_rooms_circle_id"), type_="unique")
        batch.create_index(batch.f("ix_rooms_circle_id"), ["circle_id"], unique=False)
        batch.create_index(batch.f("ix_rooms_parent_id"), ["parent_id"], unique=False)
        batch.create_foreign_key(
            batch.f("fk_rooms_parent_id"), "rooms", ["parent_id"], ["id"], ondelete="CASCADE"
        )

    for name, table, column, before, new in LISTS:
        _relist(name, table, column, [*before, *new])
    # Empty rooms stand at 1 from now on: having all of one is not knowing nothing of it.
    op.execute("UPDATE rooms SET version = 1 WHERE version = 0")
    op.add_column("members", sa.Column("answers_within", sa.String(length=8), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("members") as batch:
        batch.drop_column("answers_within")
    # What the older shape has no word for: rooms of groups go, questions and polls become what
    # they say, and what only its author could read stays away from everybody but hosts.
    op.execute("DELETE FROM rooms WHERE parent_id IS NOT NULL")
    op.execute("DELETE FROM notices WHERE kind IN ('message_hidden', 'put_out')")
    op.execute("UPDATE items SET kind = 'message'")
    op.execute("UPDATE items SET audience = 'hosts' WHERE audience = 'author'")
    op.execute("UPDATE items SET body = '', mentions = '{}' WHERE hidden_at IS NOT NULL")
    for name, table, column, before, _ in LISTS:
        _relist(name, table, column, before)
    with op.batch_alter_table("rooms") as batch:
        batch.drop_constraint(batch.f("fk_rooms_parent_id"), type_="foreignkey")
        batch.drop_index(batch.f("ix_rooms_parent_id"))
        batch.drop_index(batch.f("ix_rooms_circle_id"))
        batch.create_unique_constraint(batch.f("uq_rooms_circle_id"), ["circle_id"])
        batch.drop_index(batch.f("ix_rooms_groups_end_at"))
        batch.drop_column("groups_told")
        batch.drop_column("place")
        batch.drop_column("brings_back_version")
        batch.drop_column("brings_back")
        batch.drop_column("groups_end_at")
        batch.drop_column("asking_unseen")
        batch.drop_column("asking_id")
        batch.drop_column("band")
        batch.drop_column("timer_ends_at")
        batch.drop_column("timer_name")
        batch.drop_column("paused_until")
        batch.drop_column("nameless")
        batch.drop_column("read_only")
        batch.drop_column("slow_seconds")
        batch.drop_column("desk_version")
        batch.drop_column("people")
        batch.drop_column("name")
        batch.drop_column("parent_id")

    with op.batch_alter_table("items") as batch:
        batch.drop_constraint(batch.f("fk_items_question_id"), type_="foreignkey")
        batch.drop_constraint(batch.f("fk_items_to_id"), type_="foreignkey")
        batch.drop_index(batch.f("ix_items_room_id_pinned_at"))
        batch.drop_index(batch.f("ix_items_room_id_kind_position"))
        batch.drop_index(batch.f("ix_items_question_id_position"))
        batch.drop_column("unseen")
        batch.drop_column("number")
        batch.drop_column("nameless")
        batch.drop_column("to_id")
        batch.drop_column("question_id")
        batch.drop_column("closed_at")
        batch.drop_column("unpinned_at")
        batch.drop_column("pinned_at")
        batch.drop_column("hidden_at")

    with op.batch_alter_table("circles") as batch:
        batch.drop_constraint(op.f("ck_circles_history"), type_="check")
        batch.drop_column("history")

    op.drop_table("named_votes")
    op.drop_table("poll_voters")
    with op.batch_alter_table("poll_options") as batch:
        batch.drop_index(batch.f("ix_poll_options_item_id"))

    op.drop_table("poll_options")
    op.drop_table("stars")
    with op.batch_alter_table("polls") as batch:
        batch.drop_index(batch.f("ix_polls_closes_at"))

    op.drop_table("polls")
    with op.batch_alter_table("host_acts") as batch:
        batch.drop_index(batch.f("ix_host_acts_room_id_at"))
        batch.drop_index(batch.f("ix_host_acts_item_id"))

    op.drop_table("host_acts")
    with op.batch_alter_table("attachments") as batch:
        batch.drop_index(batch.f("ix_attachments_item_id"))
        batch.drop_index(batch.f("ix_attachments_created_at"))

    op.drop_table("attachments")
    op.drop_table("hands")
    op.drop_table("bars")

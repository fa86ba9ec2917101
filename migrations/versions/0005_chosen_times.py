"""Times members choose: reminders, going live by the clock, a poll of dates; news of comments.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BEFORE = (
    *("join_asked", "join_accepted", "invited", "moved_up", "made_host", "term_ends"),
    *("archived", "thanked", "message_hidden", "put_out", "mentioned"),
    *("session_published", "session_moved", "session_cancelled", "session_invited"),
    *("place_found", "session_soon", "transcript_ready"),
    *("host_offered", "offer_taken", "offer_declined"),
)
NEW = (
    *("date_asked", "date_taken", "date_left"),
    "session_commented",
    *("published_itself", "session_unready"),
)


def _tell_of(kinds: tuple[str, ...]) -> None:
    """The kinds of notices are a check in the table."""
    quoted = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("notices") as batch:
        batch.drop_constraint(op.f("ck_notices_noticekind"), type_="check")
        batch.create_check_constraint(op.f("ck_notices_noticekind"), f"kind IN ({quoted})")


def upgrade() -> None:
    """Each table below belongs to one of the things above."""
    # Who is seen to go is away at once, whether or not their stays are confirmed again.
    op.add_column("attendance", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    _make_former_names()
    _make_date_polls()
    _make_free_times()
    _make_comment_wishes()
    _remind_at_chosen_times()
    _publish_by_itself()
    _leave_out_what_nobody_reads()
    # One's own words, newest first, wherever they were said.
    op.create_index(op.f("ix_items_author_id_created_at"), "items", ["author_id", "created_at"])
    _tell_of((*BEFORE, *NEW))


def _remind_at_chosen_times() -> None:
    """Who wants no mails gets none of these. A session that was reminded of goes on from there."""
    with op.batch_alter_table("profiles") as batch:
        batch.add_column(
            sa.Column("remind_before", sa.JSON(), nullable=False, server_default="[60]")
        )
        batch.add_column(
            sa.Column("remind_by_mail", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    op.execute("UPDATE profiles SET remind_by_mail = mail_notices")
    with op.batch_alter_table("hosted_sessions") as batch:
        batch.add_column(sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_hosted_sessions_remind_at"), "hosted_sessions", ["remind_at"])
    op.execute(
        "UPDATE hosted_sessions SET remind_at = coalesce(reminded_at, published_at)"
        " WHERE state = 'published'"
    )
    with op.batch_alter_table("hosted_sessions") as batch:
        batch.drop_column("reminded_at")
    with op.batch_alter_table("comings") as batch:
        batch.add_column(sa.Column("remind_before", sa.JSON(), nullable=True))
        batch.drop_column("reminded_at")


def _publish_by_itself() -> None:
    with op.batch_alter_table("hosted_sessions") as batch:
        batch.add_column(sa.Column("publish_wall", sa.DateTime(), nullable=True))
        for name in ("publish_at", "publish_checked_at"):
            batch.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_hosted_sessions_publish_at"), "hosted_sessions", ["publish_at"])


def _leave_out_what_nobody_reads() -> None:
    """A link carries no role; that hosts rehearse is told by the rehearsal's room."""
    with op.batch_alter_table("passes") as batch:
        batch.drop_constraint(op.f("ck_passes_circlerole"), type_="check")
        batch.drop_column("role")
        batch.create_index(op.f("ix_passes_by_id_created_at"), ["by_id", "created_at"])
    with op.batch_alter_table("hosted_sessions") as batch:
        batch.drop_column("rehearsing")
        batch.drop_column("summary_at")


def _make_comment_wishes() -> None:
    op.create_table(
        "comment_wishes",
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        _of("comment_wishes", "session_id", "hosted_sessions.id"),
        _of("comment_wishes", "member_id", "members.id"),
        sa.PrimaryKeyConstraint("session_id", "member_id", name=op.f("pk_comment_wishes")),
    )


def _make_date_polls() -> None:
    with op.batch_alter_table("hosted_sessions") as batch:
        batch.add_column(
            sa.Column("undated", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_table(
        "date_polls",
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        _of("date_polls", "session_id", "hosted_sessions.id"),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_date_polls")),
    )
    op.create_index(op.f("ix_date_polls_taken_at_last_at"), "date_polls", ["taken_at", "last_at"])
    op.create_table(
        "proposed_times",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("starts_wall", sa.DateTime(), nullable=False),
        sa.Column("ends_wall", sa.DateTime(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        _of("proposed_times", "session_id", "date_polls.session_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_times")),
        sa.UniqueConstraint(
            "session_id", "starts_at", name=op.f("uq_proposed_times_session_id_starts_at")
        ),
    )
    op.create_table(
        "time_answers",
        sa.Column("time_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column(
            "could",
            sa.Enum(
                "yes",
                "if_needed",
                "no",
                name="could",
                native_enum=False,
                length=20,
                create_constraint=True,
            ),
            nullable=False,
        ),
        _of("time_answers", "time_id", "proposed_times.id"),
        _of("time_answers", "member_id", "members.id"),
        sa.PrimaryKeyConstraint("time_id", "member_id", name=op.f("pk_time_answers")),
    )
    op.create_index(op.f("ix_time_answers_member_id"), "time_answers", ["member_id"])


def _make_free_times() -> None:
    op.create_table(
        "free_times",
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        _of("free_times", "member_id", "members.id"),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_free_times")),
    )
    op.create_table(
        "free_counts",
        sa.Column("circle_id", sa.String(length=16), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        _of("free_counts", "circle_id", "circles.id"),
        sa.PrimaryKeyConstraint("circle_id", name=op.f("pk_free_counts")),
    )
    op.create_table(
        "free_changes",
        sa.Column("circle_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        _of("free_changes", "circle_id", "circles.id"),
        _of("free_changes", "member_id", "members.id"),
        sa.PrimaryKeyConstraint("circle_id", "member_id", name=op.f("pk_free_changes")),
    )


def _make_former_names() -> None:
    """By which words may still call somebody, where no name is to be read."""
    op.create_table(
        "former_names",
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("handle", sa.String(length=40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        _of("former_names", "member_id", "members.id"),
        sa.PrimaryKeyConstraint("member_id", "name", "handle", name=op.f("pk_former_names")),
    )


def _of(table: str, column: str, there: str) -> sa.ForeignKeyConstraint:
    """What the row is about; it goes with it."""
    return sa.ForeignKeyConstraint(
        [column], [there], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
    )


def downgrade() -> None:
    """In the other order."""
    quoted = ", ".join(f"'{kind}'" for kind in NEW)
    op.execute(f"DELETE FROM notices WHERE kind IN ({quoted})")  # noqa: S608 - our own words
    _tell_of(BEFORE)
    op.drop_index(op.f("ix_items_author_id_created_at"), "items")
    _bring_back_what_was_left_out()
    op.drop_table("comment_wishes")
    gone = ("free_changes", "free_counts", "free_times")
    for table in (*gone, "time_answers", "proposed_times", "date_polls"):
        op.drop_table(table)
    _remind_an_hour_before()
    op.drop_index(op.f("ix_hosted_sessions_publish_at"), "hosted_sessions")
    with op.batch_alter_table("hosted_sessions") as batch:
        for name in ("publish_checked_at", "publish_at", "publish_wall", "undated"):
            batch.drop_column(name)
    op.drop_table("former_names")
    op.drop_column("attendance", "left_at")


def _bring_back_what_was_left_out() -> None:
    role = sa.Enum(
        "member",
        "host",
        name="circlerole",
        native_enum=False,
        create_constraint=True,
        length=20,
    )
    with op.batch_alter_table("passes") as batch:
        batch.drop_index(op.f("ix_passes_by_id_created_at"))
        batch.add_column(sa.Column("role", role, nullable=False, server_default="member"))
    with op.batch_alter_table("hosted_sessions") as batch:
        no = sa.false()
        batch.add_column(sa.Column("rehearsing", sa.Boolean(), nullable=False, server_default=no))
        batch.add_column(sa.Column("summary_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE hosted_sessions SET rehearsing = true WHERE EXISTS (SELECT 1 FROM rooms WHERE"
        " home_id = hosted_sessions.id AND id != room_id AND parent_id IS NULL)"
    )


def _remind_an_hour_before() -> None:
    """Of what people were reminded is not carried over: of a session that begins within the
    hour they may hear twice."""
    with op.batch_alter_table("comings") as batch:
        batch.drop_column("remind_before")
        batch.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index(op.f("ix_hosted_sessions_remind_at"), "hosted_sessions")
    with op.batch_alter_table("hosted_sessions") as batch:
        batch.drop_column("remind_at")
        batch.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("profiles") as batch:
        batch.drop_column("remind_by_mail")
        batch.drop_column("remind_before")

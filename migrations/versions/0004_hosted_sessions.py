"""Hosted sessions: who comes, what is prepared, what they leave behind.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


BEFORE = (
    *("join_asked", "join_accepted", "invited", "moved_up", "made_host", "term_ends"),
    *("archived", "thanked", "message_hidden", "put_out"),
)
NEW = (
    "mentioned",
    *("session_published", "session_moved", "session_cancelled", "session_invited"),
    *("place_found", "session_soon", "transcript_ready"),
    *("host_offered", "offer_taken", "offer_declined"),
)


def _tell_of(kinds: tuple[str, ...]) -> None:
    """The kinds of notices are a check in the table."""
    quoted = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("notices") as batch:
        batch.drop_constraint(op.f("ck_notices_noticekind"), type_="check")
        batch.create_check_constraint(op.f("ck_notices_noticekind"), f"kind IN ({quoted})")


def upgrade() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("circle_id", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["circles.id"],
            name=op.f("fk_calendar_feeds_circle_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_calendar_feeds_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
    )
    with op.batch_alter_table("calendar_feeds") as batch:
        batch.create_index(batch.f("ix_calendar_feeds_member_id"), ["member_id"], unique=False)

    op.create_table(
        "series",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("circle_id", sa.String(length=16), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_series_circle_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_table(
        "hosted_sessions",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("circle_id", sa.String(length=16), nullable=False),
        sa.Column("room_id", sa.String(length=16), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "live",
                "late",
                "closed",
                "cancelled",
                name="sessionstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "chat",
                "workshop",
                "open",
                name="sessionkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("references", sa.JSON(), nullable=False),
        sa.Column("starts_wall", sa.DateTime(), nullable=False),
        sa.Column("ends_wall", sa.DateTime(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("video_link", sa.String(length=500), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column(
            "open_to",
            sa.Enum(
                "public",
                "members",
                "circle",
                "invited",
                name="opento",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "confidentiality",
            sa.Enum(
                "open",
                "circle",
                "no_names",
                name="confidentiality",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("late_hours", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why_cancelled", sa.String(length=300), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.String(length=16), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rehearsing", sa.Boolean(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("summary_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_key", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["circles.id"],
            name=op.f("fk_hosted_sessions_circle_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["members.id"],
            name=op.f("fk_hosted_sessions_created_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_hosted_sessions_room_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["series.id"],
            name=op.f("fk_hosted_sessions_series_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hosted_sessions")),
        sa.UniqueConstraint("room_id", name=op.f("uq_hosted_sessions_room_id")),
        sa.UniqueConstraint("source_key", name=op.f("uq_hosted_sessions_source_key")),
    )
    with op.batch_alter_table("hosted_sessions") as batch:
        batch.create_index(
            batch.f("ix_hosted_sessions_circle_id_starts_at"),
            ["circle_id", "starts_at"],
            unique=False,
        )
        batch.create_index(
            batch.f("ix_hosted_sessions_series_id_starts_at"),
            ["series_id", "starts_at"],
            unique=False,
        )
        batch.create_index(
            batch.f("ix_hosted_sessions_state_starts_at"), ["state", "starts_at"], unique=False
        )

    op.create_table(
        "comings",
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column(
            "standing",
            sa.Enum(
                "invited",
                "asked",
                "waiting",
                "joined",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "host",
                name="circlerole",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("silent_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("out_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "none",
                "going",
                "maybe",
                "no",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited", sa.Boolean(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_comings_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["hosted_sessions.id"],
            name=op.f("fk_comings_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "member_id", name=op.f("pk_comings")),
    )
    with op.batch_alter_table("comings") as batch:
        batch.create_index(
            batch.f("ix_comings_member_id_session_id"), ["member_id", "session_id"], unique=False
        )
        batch.create_index(
            batch.f("ix_comings_session_id_standing_answered_at"),
            ["session_id", "standing", "answered_at"],
            unique=False,
        )

    op.create_table(
        "evidence",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("session_id", sa.String(length=16), nullable=True),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=100), nullable=False),
        sa.Column("key_id", sa.String(length=20), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_evidence_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["hosted_sessions.id"],
            name=op.f("fk_evidence_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("code", name=op.f("uq_evidence_code")),
    )
    with op.batch_alter_table("evidence") as batch:
        batch.create_index(batch.f("ix_evidence_member_id"), ["member_id"], unique=False)

    op.create_table(
        "feedback_given",
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_feedback_given_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["hosted_sessions.id"],
            name=op.f("fk_feedback_given_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "member_id", name=op.f("pk_feedback_given")),
    )
    op.create_table(
        "host_feedback",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["hosted_sessions.id"],
            name=op.f("fk_host_feedback_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_feedback")),
    )
    with op.batch_alter_table("host_feedback") as batch:
        batch.create_index(batch.f("ix_host_feedback_session_id"), ["session_id"], unique=False)

    op.create_table(
        "host_offers",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("circle_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("dates", sa.JSON(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "taken",
                "declined",
                "withdrawn",
                name="offerstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reply", sa.String(length=500), nullable=False),
        sa.Column("session_id", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_host_offers_circle_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_host_offers_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["hosted_sessions.id"],
            name=op.f("fk_host_offers_session_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_offers")),
    )
    with op.batch_alter_table("host_offers") as batch:
        batch.create_index(
            batch.f("ix_host_offers_circle_id_state"), ["circle_id", "state"], unique=False
        )
        batch.create_index(batch.f("ix_host_offers_member_id"), ["member_id"], unique=False)

    op.create_table(
        "passes",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "host",
                name="circlerole",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.Column("by_id", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["members.id"], name=op.f("fk_passes_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_passes_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["hosted_sessions.id"],
            name=op.f("fk_passes_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passes")),
        sa.UniqueConstraint("session_id", "member_id", name=op.f("uq_passes_session_id_member_id")),
    )
    op.create_table(
        "planned_questions",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("room_id", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=True),
        sa.Column("unseen", sa.Boolean(), nullable=False),
        sa.Column("item_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_planned_questions_item_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_planned_questions_room_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_questions")),
    )
    with op.batch_alter_table("planned_questions") as batch:
        batch.create_index(
            batch.f("ix_planned_questions_room_id_place"), ["room_id", "place"], unique=False
        )

    op.create_table(
        "reflections",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "participatory",
                "reading",
                name="learningkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("relevant", sa.Text(), nullable=False),
        sa.Column("surprised", sa.Text(), nullable=False),
        sa.Column("ideas", sa.Text(), nullable=False),
        sa.Column("valuable", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_reflections_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["hosted_sessions.id"],
            name=op.f("fk_reflections_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflections")),
        sa.UniqueConstraint(
            "session_id", "member_id", name=op.f("uq_reflections_session_id_member_id")
        ),
    )
    with op.batch_alter_table("reflections") as batch:
        batch.create_index(
            batch.f("ix_reflections_member_id_day"), ["member_id", "day"], unique=False
        )

    op.create_table(
        "session_comments",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("author_id", sa.String(length=16), nullable=True),
        sa.Column("client_key", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["members.id"],
            name=op.f("fk_session_comments_author_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["hosted_sessions.id"],
            name=op.f("fk_session_comments_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_comments")),
        sa.UniqueConstraint(
            "session_id",
            "author_id",
            "client_key",
            name=op.f("uq_session_comments_session_id_author_id_client_key"),
        ),
    )
    with op.batch_alter_table("session_comments") as batch:
        batch.create_index(
            batch.f("ix_session_comments_session_id_created_at"),
            ["session_id", "created_at"],
            unique=False,
        )

    op.create_table(
        "session_skills",
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("skill_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["hosted_sessions.id"],
            name=op.f("fk_session_skills_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_session_skills_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "skill_id", name=op.f("pk_session_skills")),
    )
    with op.batch_alter_table("session_skills") as batch:
        batch.create_index(batch.f("ix_session_skills_skill_id"), ["skill_id"], unique=False)

    op.create_table(
        "takeaways",
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_takeaways_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["hosted_sessions.id"],
            name=op.f("fk_takeaways_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "member_id", name=op.f("pk_takeaways")),
    )
    op.create_table(
        "transcript_readers",
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_transcript_readers_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["hosted_sessions.id"],
            name=op.f("fk_transcript_readers_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "member_id", name=op.f("pk_transcript_readers")),
    )
    op.create_table(
        "transcripts",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "due",
                "ready",
                name="transcriptstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["hosted_sessions.id"],
            name=op.f("fk_transcripts_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcripts")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_transcripts_session_id_number")),
    )
    with op.batch_alter_table("transcripts") as batch:
        batch.create_index(batch.f("ix_transcripts_state"), ["state"], unique=False)

    op.create_table(
        "unanswered_questions",
        sa.Column("item_id", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column(
            "routing",
            sa.Enum(
                "offered",
                "ask",
                "enough",
                name="routing",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", sa.String(length=16), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["members.id"],
            name=op.f("fk_unanswered_questions_decided_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["items.id"],
            name=op.f("fk_unanswered_questions_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["hosted_sessions.id"],
            name=op.f("fk_unanswered_questions_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_unanswered_questions")),
    )
    op.create_table(
        "transcript_files",
        sa.Column("transcript_id", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pdf",
                "csv",
                "json",
                "zip",
                "page",
                name="filekind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transcript_id"],
            ["transcripts.id"],
            name=op.f("fk_transcript_files_transcript_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("transcript_id", "kind", name=op.f("pk_transcript_files")),
    )

    with op.batch_alter_table("members") as batch:
        batch.add_column(
            sa.Column("guest", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("rooms") as batch:
        batch.add_column(sa.Column("home_id", sa.String(length=16), nullable=True))
        batch.add_column(sa.Column("late_from", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("word_id", sa.String(length=16), nullable=True))
    op.execute("UPDATE rooms SET home_id = circle_id")
    op.execute(
        "UPDATE rooms SET word_id = (SELECT member_id FROM hands"
        " WHERE hands.room_id = rooms.id AND called_at IS NOT NULL)"
    )
    with op.batch_alter_table("rooms") as batch:
        batch.alter_column("home_id", existing_type=sa.String(length=16), nullable=False)
        batch.create_index(batch.f("ix_rooms_home_id"), ["home_id"], unique=False)
    with op.batch_alter_table("sign_ins") as batch:
        batch.add_column(sa.Column("only_id", sa.String(length=16), nullable=True))
    with op.batch_alter_table("notices") as batch:
        batch.add_column(sa.Column("session_id", sa.String(length=16), nullable=True))
        batch.create_foreign_key(
            op.f("fk_notices_session_id"),
            "hosted_sessions",
            ["session_id"],
            ["id"],
            ondelete="CASCADE",
        )
    _tell_of((*BEFORE, *NEW))


def downgrade() -> None:
    quoted = ", ".join(f"'{kind}'" for kind in NEW)
    op.execute(f"DELETE FROM notices WHERE kind IN ({quoted})")  # noqa: S608 - our own words
    _tell_of(BEFORE)
    with op.batch_alter_table("notices") as batch:
        batch.drop_constraint(op.f("fk_notices_session_id"), type_="foreignkey")
        batch.drop_column("session_id")
    # The rooms of sessions go with them: nothing else knows whose they were.
    op.execute("DELETE FROM rooms WHERE home_id <> circle_id")
    _drop_what_hung_on_them()

    with op.batch_alter_table("sign_ins") as batch:
        batch.drop_column("only_id")

    with op.batch_alter_table("rooms") as batch:
        batch.drop_index(batch.f("ix_rooms_home_id"))
        batch.drop_column("word_id")
        batch.drop_column("late_from")
        batch.drop_column("home_id")

    with op.batch_alter_table("members") as batch:
        batch.drop_column("guest")

    op.drop_table("transcript_files")
    op.drop_table("unanswered_questions")
    with op.batch_alter_table("transcripts") as batch:
        batch.drop_index(batch.f("ix_transcripts_state"))

    op.drop_table("transcripts")
    op.drop_table("transcript_readers")
    op.drop_table("takeaways")
    with op.batch_alter_table("session_skills") as batch:
        batch.drop_index(batch.f("ix_session_skills_skill_id"))

    op.drop_table("session_skills")
    with op.batch_alter_table("session_comments") as batch:
        batch.drop_index(batch.f("ix_session_comments_session_id_created_at"))

    op.drop_table("session_comments")
    with op.batch_alter_table("reflections") as batch:
        batch.drop_index(batch.f("ix_reflections_member_id_day"))

    op.drop_table("reflections")
    with op.batch_alter_table("planned_questions") as batch:
        batch.drop_index(batch.f("ix_planned_questions_room_id_place"))

    op.drop_table("planned_questions")
    op.drop_table("passes")
    with op.batch_alter_table("host_offers") as batch:
        batch.drop_index(batch.f("ix_host_offers_member_id"))
        batch.drop_index(batch.f("ix_host_offers_circle_id_state"))

    op.drop_table("host_offers")
    with op.batch_alter_table("host_feedback") as batch:
        batch.drop_index(batch.f("ix_host_feedback_session_id"))

    op.drop_table("host_feedback")
    op.drop_table("feedback_given")
    with op.batch_alter_table("evidence") as batch:
        batch.drop_index(batch.f("ix_evidence_member_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("comings") as batch:
        batch.drop_index(batch.f("ix_comings_session_id_standing_answered_at"))
        batch.drop_index(batch.f("ix_comings_member_id_session_id"))

    op.drop_table("comings")
    with op.batch_alter_table("hosted_sessions") as batch:
        batch.drop_index(batch.f("ix_hosted_sessions_state_starts_at"))
        batch.drop_index(batch.f("ix_hosted_sessions_series_id_starts_at"))
        batch.drop_index(batch.f("ix_hosted_sessions_circle_id_starts_at"))

    op.drop_table("hosted_sessions")
    op.drop_table("series")
    with op.batch_alter_table("calendar_feeds") as batch:
        batch.drop_index(batch.f("ix_calendar_feeds_member_id"))

    op.drop_table("calendar_feeds")


# What hangs on what, from rooms on downwards: child, column, parent, its key.
HANGS = [
    *((child, "room_id", "rooms", "id") for child in ("items", "read_marks", "attendance")),
    *((child, "room_id", "rooms", "id") for child in ("attachments", "hands", "host_acts")),
    *((child, "item_id", "items", "id") for child in ("reactions", "stars", "polls")),
    *((child, "item_id", "polls", "item_id") for child in ("poll_options", "poll_voters")),
    ("named_votes", "option_id", "poll_options", "id"),
]


def _drop_what_hung_on_them() -> None:
    """SQLite does not look after references while tables are changed, so nothing cascaded."""
    for child, column, parent, key in HANGS:
        gone: sa.Select[str] = sa.select(sa.column(key)).select_from(
            sa.table(parent, sa.column(key))
        )
        table = sa.table(child, sa.column(column))
        op.execute(sa.delete(table).where(table.c[column].not_in(gone)))

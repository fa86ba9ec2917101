"""Profiles, skills, invitations, files, and circles with terms, bounds and agreements.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


# A list of values is a check in the table: name, table, column, before, after.
LISTS = [
    ("communityrole", "members", "role", ["member", "moderator", "administrator"], ["coordinator"]),
    ("standing", "memberships", "standing", ["invited", "asked", "joined"], ["waiting"]),
    (
        "noticekind",
        "notices",
        "kind",
        ["join_asked", "join_accepted", "invited"],
        ["moved_up", "made_host", "term_ends", "archived", "thanked"],
    ),
]


def _relist(name: str, table: str, column: str, values: list[str]) -> None:
    quoted = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_{name}"), f"{column} IN ({quoted})")


def upgrade() -> None:
    op.create_table(
        "choices",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_choices")),
    )
    op.create_table(
        "files",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.String(length=16), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    op.create_index(op.f("ix_files_owner_id_created_at"), "files", ["owner_id", "created_at"])
    op.create_table(
        "kept_letters",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_letters")),
    )
    op.create_index(op.f("ix_kept_letters_created_at"), "kept_letters", ["created_at"])
    op.create_table(
        "sign_ups",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("invitation_id", sa.String(length=16), nullable=True),
        sa.Column("admitted", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ups")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ups_token_hash")),
    )
    op.create_index(op.f("ix_sign_ups_email"), "sign_ups", ["email"])
    op.create_table(
        "skills",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("curated", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skills")),
        sa.UniqueConstraint("key", name=op.f("uq_skills_key")),
    )
    op.create_table(
        "file_contents",
        sa.Column("file_id", sa.String(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_file_contents_file_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_file_contents")),
    )
    op.create_table(
        "skill_names",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("skill_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_skill_names_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_skill_names")),
    )
    op.create_index(op.f("ix_skill_names_skill_id"), "skill_names", ["skill_id"])
    op.create_table(
        "blocks",
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("other_id", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "mute",
                "block",
                name="blockkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_blocks_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["members.id"], name=op.f("fk_blocks_other_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "other_id", name=op.f("pk_blocks")),
    )
    op.create_index(op.f("ix_blocks_other_id"), "blocks", ["other_id"])
    op.create_table(
        "offers",
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("skill_id", sa.String(length=16), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "beginning",
                "practising",
                "seasoned",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column(
            "sight",
            sa.Enum(
                "public",
                "members",
                "circles",
                "nobody",
                name="sight",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_offers_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_offers_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "skill_id", name=op.f("pk_offers")),
    )
    op.create_index(
        op.f("ix_offers_skill_id_sight_member_id"), "offers", ["skill_id", "sight", "member_id"]
    )
    op.create_table(
        "one_time_links",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "sign_in",
                "reset",
                "change_email",
                name="linkpurpose",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_one_time_links_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_links")),
    )
    op.create_index(
        op.f("ix_one_time_links_member_id_purpose"), "one_time_links", ["member_id", "purpose"]
    )
    op.create_table(
        "profiles",
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("photo_id", sa.String(length=16), nullable=True),
        sa.Column("organisation", sa.String(length=120), nullable=False),
        sa.Column("site", sa.String(length=120), nullable=False),
        sa.Column("stage", sa.String(length=80), nullable=False),
        sa.Column("languages", sa.String(length=200), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("forms", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("trained_on", sa.Date(), nullable=True),
        sa.Column("training", sa.String(length=120), nullable=False),
        sa.Column("sights", sa.JSON(), nullable=False),
        sa.Column(
            "reach",
            sa.Enum(
                "members",
                "circles",
                "nobody",
                name="reach",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("mail_notices", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_profiles_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["files.id"], name=op.f("fk_profiles_photo_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_profiles")),
    )
    op.create_table(
        "wishes",
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("skill_id", sa.String(length=16), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "beginning",
                "practising",
                "seasoned",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column(
            "sight",
            sa.Enum(
                "public",
                "members",
                "circles",
                "nobody",
                name="sight",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_wishes_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_wishes_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "skill_id", name=op.f("pk_wishes")),
    )
    op.create_index(
        op.f("ix_wishes_skill_id_sight_member_id"), "wishes", ["skill_id", "sight", "member_id"]
    )
    op.create_table(
        "thanks",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("by_id", sa.String(length=16), nullable=False),
        sa.Column("to_id", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["members.id"], name=op.f("fk_thanks_by_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["members.id"], name=op.f("fk_thanks_to_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
    )
    op.create_index(op.f("ix_thanks_to_id_created_at"), "thanks", ["to_id", "created_at"])
    op.create_index(op.f("ix_thanks_by_id"), "thanks", ["by_id"])
    op.create_table(
        "circle_skills",
        sa.Column("circle_id", sa.String(length=16), nullable=False),
        sa.Column("skill_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["circles.id"],
            name=op.f("fk_circle_skills_circle_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_circle_skills_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("circle_id", "skill_id", name=op.f("pk_circle_skills")),
    )
    op.create_index(op.f("ix_circle_skills_skill_id"), "circle_skills", ["skill_id"])
    op.create_table(
        "circle_ties",
        sa.Column("circle_id", sa.String(length=16), nullable=False),
        sa.Column("other_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_circle_ties_circle_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["circles.id"], name=op.f("fk_circle_ties_other_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("circle_id", "other_id", name=op.f("pk_circle_ties")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("circle_id", sa.String(length=16), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("made_by", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("most_uses", sa.Integer(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_invitations_circle_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["members.id"], name=op.f("fk_invitations_made_by"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index(op.f("ix_invitations_circle_id"), "invitations", ["circle_id"])
    op.create_index(op.f("ix_invitations_email"), "invitations", ["email"])
    op.create_table(
        "invitation_uses",
        sa.Column("invitation_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitations.id"],
            name=op.f("fk_invitation_uses_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_invitation_uses_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("invitation_id", "member_id", name=op.f("pk_invitation_uses")),
    )
    op.create_table(
        "materials",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("circle_id", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "link",
                "file",
                name="materialkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("file_id", sa.String(length=16), nullable=True),
        sa.Column("added_by", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["members.id"], name=op.f("fk_materials_added_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_materials_circle_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_materials_file_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_materials")),
    )
    op.create_index(op.f("ix_materials_circle_id"), "materials", ["circle_id"])
    op.create_table(
        "join_answers",
        sa.Column("circle_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id", "member_id"],
            ["memberships.circle_id", "memberships.member_id"],
            name=op.f("fk_join_answers_circle_id_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("circle_id", "member_id", "position", name=op.f("pk_join_answers")),
    )
    with op.batch_alter_table("circles") as batch:
        batch.add_column(
            sa.Column("rhythm", sa.String(length=120), nullable=False, server_default="")
        )
        batch.add_column(
            sa.Column("reach", sa.String(length=120), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("agreement", sa.Text(), nullable=False, server_default=""))
        batch.add_column(
            sa.Column("join_questions", sa.JSON(), nullable=False, server_default="[]")
        )
        batch.add_column(sa.Column("least", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("most", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("told_of_end", sa.Date(), nullable=True))
        batch.add_column(sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("members") as batch:
        batch.add_column(sa.Column("photo_id", sa.String(length=16), nullable=True))
        batch.add_column(sa.Column("active_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("away_until", sa.Date(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_members_photo_id"), "files", ["photo_id"], ["id"], ondelete="SET NULL"
        )

    op.create_index(op.f("ix_attendance_seen_at"), "attendance", ["seen_at"])

    with op.batch_alter_table("memberships") as batch:
        batch.add_column(sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
    # Whom somebody meets where is asked often: the index alone answers it.
    op.drop_index(op.f("ix_memberships_member_id_standing"), "memberships")
    op.create_index(
        op.f("ix_memberships_member_id_standing_circle_id"),
        "memberships",
        ["member_id", "standing", "circle_id"],
    )
    for name, table, column, before, new in LISTS:
        _relist(name, table, column, [*before, *new])
    op.execute(
        "INSERT INTO profiles (member_id, organisation, site, stage, languages, time_zone,"
        " links, forms, training, sights, reach, mail_notices)"
        " SELECT id, '', '', '', '', '', '[]', '[]', '', '{}', 'members', true FROM members"
    )


def downgrade() -> None:
    op.execute("UPDATE members SET role = 'member' WHERE role = 'coordinator'")
    op.execute("DELETE FROM join_answers")
    op.execute("DELETE FROM memberships WHERE standing = 'waiting'")
    op.execute(
        "DELETE FROM notices WHERE kind IN"
        " ('moved_up', 'made_host', 'term_ends', 'archived', 'thanked')"
    )
    for name, table, column, before, _new in LISTS:
        _relist(name, table, column, before)
    op.drop_index(op.f("ix_attendance_seen_at"), "attendance")
    op.drop_index(op.f("ix_memberships_member_id_standing_circle_id"), "memberships")
    op.create_index(
        op.f("ix_memberships_member_id_standing"), "memberships", ["member_id", "standing"]
    )
    with op.batch_alter_table("memberships") as batch:
        batch.drop_column("agreed_at")

    with op.batch_alter_table("members") as batch:
        batch.drop_constraint(op.f("fk_members_photo_id"), type_="foreignkey")
        batch.drop_column("away_until")
        batch.drop_column("active_on")
        batch.drop_column("photo_id")

    with op.batch_alter_table("circles") as batch:
        batch.drop_column("archived_at")
        batch.drop_column("told_of_end")
        batch.drop_column("ends_on")
        batch.drop_column("most")
        batch.drop_column("least")
        batch.drop_column("join_questions")
        batch.drop_column("agreement")
        batch.drop_column("reach")
        batch.drop_column("rhythm")

    op.drop_table("join_answers")
    op.drop_table("materials")
    op.drop_table("invitation_uses")
    op.drop_table("invitations")
    op.drop_table("circle_ties")
    op.drop_table("circle_skills")
    op.drop_table("thanks")
    op.drop_table("wishes")
    op.drop_table("profiles")
    op.drop_table("one_time_links")
    op.drop_table("offers")
    op.drop_table("blocks")
    op.drop_table("skill_names")
    op.drop_table("file_contents")
    op.drop_table("skills")
    op.drop_table("sign_ups")
    op.drop_table("kept_letters")
    op.drop_table("files")
    op.drop_table("choices")

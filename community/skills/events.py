"""What happens to skills."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SkillChanged:
    """It is new or gone, goes by other names, or somebody began or ceased to teach or learn it.

    On PostgreSQL whoever hears of it takes the turn of those who write the log of changes, so
    it is recorded before the rows it speaks of: two changes then never wait for each other.
    """

    skill_id: str


@dataclass(frozen=True, kw_only=True)
class SkillNamesChanged:
    """Whatever holds its names has to be read anew: people who teach or learn it, circles."""

    skill_id: str

"""Skills as a reader finds them: the index, one skill's page, and the moderators' desk."""

from community.insights.known_skills import known_skills

__all__ = ["known_skills"]

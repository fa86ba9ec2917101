"""What the policy decides about insights: who reads, comments on, checks and changes them."""

from enum import StrEnum
from typing import Protocol

from community.access.actor import Actor, CommunityRole
from community.access.things import CircleLike, Visibility


class Sight(StrEnum):
    """Who reads an insight once it is published, never wider than its circle is known."""

    PUBLIC = "public"
    MEMBERS = "members"
    CIRCLE = "circle"
    HOSTS = "hosts"  # of its circle


class InsightState(StrEnum):
    DRAFT = "draft"
    WAITING = "waiting"  # a new member's, to be checked before it is published
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"  # its words are gone


FAR = (Sight.PUBLIC, Sight.MEMBERS)
CHECKING = (CommunityRole.MODERATOR, CommunityRole.ADMINISTRATOR)


class InsightLike(Protocol):
    @property
    def author_id(self) -> str | None: ...
    @property
    def circle(self) -> CircleLike | None: ...
    @property
    def sight(self) -> Sight: ...
    @property
    def state(self) -> InsightState: ...


def writes_insight(actor: Actor, insight: InsightLike) -> bool:
    """Only its author, also in a circle they have left: what one wrote stays one's own."""
    return (
        actor.signed_in
        and actor.member_id == insight.author_id
        and insight.state is not InsightState.WITHDRAWN
    )


def may_check_insight(actor: Actor, insight: InsightLike) -> bool:
    """Another's; also one that is let out already: pressing twice does no harm."""
    waits = insight.state in (InsightState.WAITING, InsightState.PUBLISHED)
    goes_on = insight.circle is None or insight.circle.archived_at is None
    own = actor.member_id == insight.author_id
    mine_to_check = waits and goes_on and not own and checks(actor, insight)
    return mine_to_check and may_read_insight(actor, insight)


def goes_far(insight: InsightLike) -> bool:
    """Whether it is for others than the people of a circle."""
    hidden = insight.circle is not None and insight.circle.visibility is Visibility.HIDDEN
    return insight.sight in FAR and not hidden


def checks(actor: Actor, insight: InsightLike) -> bool:
    """Hosts answer for what stays in their circle; for the rest, whoever keeps the peace: else
    anybody could make a circle and let out there what they like."""
    if insight.circle is None or goes_far(insight):
        return actor.signed_in and actor.role in CHECKING
    return actor.signed_in and actor.hosts(insight.circle.id)


def tidies_insight(actor: Actor, insight: InsightLike) -> bool:
    """Takes back what others say below it: its author, and who looks after its place."""
    hosts = insight.circle is not None and actor.hosts(insight.circle.id)
    looks_after = hosts or actor.member_id == insight.author_id or checks(actor, insight)
    return actor.signed_in and looks_after and may_read_insight(actor, insight)


def may_read_insight(actor: Actor, insight: InsightLike) -> bool:
    """The same rule stands as a condition of a query in `community.insights.visible`."""
    if writes_insight(actor, insight):
        return True
    if insight.state is InsightState.WAITING:
        return checks(actor, insight)
    return insight.state is InsightState.PUBLISHED and is_shown(actor, insight)


def is_shown(actor: Actor, insight: InsightLike) -> bool:
    """Whether a published one is read by this actor."""
    circle = insight.circle
    if circle is not None and actor.in_circle(circle.id):
        return insight.sight is not Sight.HOSTS or actor.hosts(circle.id)
    if insight.author_id in actor.apart or (circle is not None and _shut(circle)):
        return False
    return insight.sight is Sight.PUBLIC or (insight.sight is Sight.MEMBERS and actor.signed_in)


def _shut(circle: CircleLike) -> bool:
    """Nothing of a hidden or archived circle shows to anybody outside it."""
    return circle.visibility is Visibility.HIDDEN or circle.archived_at is not None


def may_keep_insight(actor: Actor, insight: InsightLike) -> bool:
    """For oneself, with a note; also what an archived circle keeps."""
    published = insight.state is InsightState.PUBLISHED
    return actor.signed_in and published and may_read_insight(actor, insight)


def may_answer_insight(actor: Actor, insight: InsightLike) -> bool:
    """Comment on it, say that it helped, try it."""
    circle = insight.circle
    return (
        actor.signed_in
        and insight.state is InsightState.PUBLISHED
        and (circle is None or circle.archived_at is None)
        and may_read_insight(actor, insight)
    )

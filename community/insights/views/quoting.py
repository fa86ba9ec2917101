"""Choosing what was said for an insight that one writes."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access.insight_rules import Sight
from community.access.policy import Permission
from community.core.errors import Invalid, Refused
from community.core.text import plural
from community.core.transaction import reading, transaction
from community.insights.actions import quoting as actions
from community.insights.choosing import choices, sights_for
from community.insights.drafted import shown_of
from community.insights.forms import READERS
from community.insights.models import InsightDraft
from community.insights.queries import access_insight
from community.insights.quote_rules import QUOTES_MOST
from community.insights.quoting import looks
from community.insights.views.blueprint import views
from community.web.guard import guarded
from community.web.identity import current_actor
from community.web.template_words import page_number

WORDS_MOST = 200


@views.route("/insights/<insight_id>/quotes", methods=["GET", "POST"])
@guarded(Permission.INSIGHT_WRITE)
def insight_quotes(insight_id: str) -> ResponseReturnValue:
    """`item`: what one came from; `q`: words to look for; `page`. Sent: `items`, and `sight`."""
    problem = None
    if request.method == "POST":
        try:
            return _asked(insight_id)
        except (Refused, Invalid) as refused:
            problem = refused
    page = _choosing(insight_id, problem.message if problem else "")
    return page, problem.status if problem else 200


@views.post("/insights/<insight_id>/quotes/<int(max=9999):number>/let-go")
@guarded(Permission.INSIGHT_WRITE)
def let_go(insight_id: str, number: int) -> ResponseReturnValue:
    with transaction() as db:
        actions.let_go(db, current_actor(), insight_id, number)
    flash("It is not asked for any more, and out of your text.")
    return redirect(url_for("insights.insight_quotes", insight_id=insight_id))


def _choosing(insight_id: str, problem: str) -> str:
    actor, given = current_actor(), request.values
    words, page = given.get("q", "")[:WORDS_MOST], page_number(request.args.get("page"))
    with reading() as db:
        insight = access_insight(db, actor, insight_id, Permission.INSIGHT_WRITE)
        draft = db.get(InsightDraft, insight.id)
        drafted = shown_of(db, insight, draft)["sight"]
        found = choices(db, actor, insight, item_id=given.get("item", ""), words=words, page=page)
        sights = sights_for(insight)
    for look in looks:
        look(actor, insight.id)
    return render_template(
        "insights/insight_quotes.html",
        insight=insight,
        found=found,
        readers=[one for one in READERS if one.value in sights],
        sight=given.get("sight") or (drafted if drafted in sights else insight.sight.value),
        ticked=request.form.getlist("items"),
        words=words,
        page=page,
        most=QUOTES_MOST,
        problem=problem,
    )


def _asked(insight_id: str) -> ResponseReturnValue:
    given = request.form
    typed = given.get("sight", "")
    with transaction() as db:
        actor = current_actor()
        insight = access_insight(db, actor, insight_id, Permission.INSIGHT_WRITE)
        sight = Sight(typed) if typed in set(Sight) else insight.sight
        if not given.getlist("items"):
            raise Invalid("Please tick what you would like to quote.")
        asked = actions.choose(db, actor, insight_id, given.getlist("items"), sight)
    told = f" {plural(len(asked), 'writer is', 'writers are')} asked." if asked else ""
    flash(f"It stands at the end of your text.{told}")
    words, page = given.get("q") or None, request.args.get("page")
    there = url_for("insights.insight_quotes", insight_id=insight_id, q=words, page=page)
    return redirect(there)

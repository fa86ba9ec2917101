"""Puts the application together."""

from datetime import timedelta

from flask import Flask, request
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import community.asks.apart
import community.asks.of_items
import community.circles.shared
import community.discovery.recent_views
import community.discovery.saved.letter_part
import community.discovery.saved.views
import community.discovery.subscribers
import community.evidence.part
import community.evidence.subscribers
import community.follows.letters
import community.invitations.mails
import community.invitations.subscribers
import community.members.letters
import community.notifications.ask_mails
import community.notifications.ask_notices
import community.notifications.coming_notices
import community.notifications.comment_mails
import community.notifications.comment_notices
import community.notifications.date_notices
import community.notifications.draft_notices
import community.notifications.followed_notices
import community.notifications.insight_comment_mails
import community.notifications.insight_comment_notices
import community.notifications.insight_notices
import community.notifications.mails
import community.notifications.offer_notices
import community.notifications.question_notices
import community.notifications.quote_notices
import community.notifications.search_news
import community.notifications.session_notices
import community.notifications.subscribers
import community.notifications.transcript_notices
import community.notifications.try_notices
import community.notifications.wish_notices
import community.rooms.attachments_api
import community.rooms.calm_views
import community.rooms.desk_api
import community.rooms.desk_views
import community.rooms.finding_views
import community.rooms.groups_api
import community.rooms.groups_subscribers
import community.rooms.groups_views
import community.rooms.hosting_api
import community.rooms.hosting_views
import community.rooms.keeping_views
import community.rooms.out_views
import community.rooms.plan_api
import community.rooms.plan_views
import community.rooms.polls.api
import community.rooms.polls.views
import community.rooms.question_views
import community.rooms.questions_api
import community.rooms.reply_time
import community.rooms.subscribers
import community.rooms.words_api
import community.sessions.change_mails
import community.sessions.date_subscribers
import community.sessions.evening_api
import community.sessions.mails
import community.sessions.on_desk
import community.sessions.reminders
import community.sessions.subscribers
import community.skills.subscribers
import community.transcripts.part
import community.transcripts.subscribers  # noqa: F401 - importing them is what makes them listen
from community import health, letterbox, styleguide, today
from community.administration.views import views as administration
from community.asks.views import views as asks
from community.circles.views import views as circles
from community.core import transaction
from community.discovery.indexing import Index
from community.discovery.skills.views import views as skills
from community.discovery.suggesting import Suggestions
from community.discovery.views import views as discovery
from community.discovery.welcome.views import views as welcome
from community.evidence.views import views as evidence
from community.feeds.views import views as feeds
from community.follows.views import views as follows
from community.follows.views.letters import unsubscribe_news
from community.insights.views import views as insights
from community.invitations.views import views as invitations
from community.mail.office import open_office
from community.members.rules import SIGN_IN_LASTS
from community.members.views import views as members
from community.notifications.views import (
    unsubscribe,
    unsubscribe_comments,
    unsubscribe_insight_comments,
)
from community.notifications.views import views as notifications
from community.paths import STATIC, TEMPLATES
from community.rooms.api import api as rooms_api
from community.rooms.permits import set_limits
from community.rooms.views import views as rooms
from community.sessions.views import views as sessions
from community.settings import Settings
from community.thanks.views import views as thanks
from community.transcripts.views import views as transcripts
from community.web import (
    assets,
    errors,
    guard,
    headers,
    icons,
    identity,
    packing,
    template_words,
    uploads,
)

FORM_MOST = 1_000_000  # bytes


def create_app(settings: Settings) -> Flask:
    """The whole product over HTTP. Connects this process to its database and index."""
    app = Flask(__name__, static_folder=str(STATIC), template_folder=str(TEMPLATES))
    app.config.update(
        SECRET_KEY=settings.signing_key(),
        SESSION_COOKIE_NAME=identity.cookie_name(settings),
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=SIGN_IN_LASTS,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
        MAX_CONTENT_LENGTH=FORM_MOST,
        WTF_CSRF_TIME_LIMIT=None,
        # Pages under a secret address send no referrer, and so could not be answered; the
        # token itself is bound to the session, and a `__Host-` cookie to this host.
        WTF_CSRF_SSL_STRICT=False,
        TEMPLATES_AUTO_RELOAD=settings.development,
    )
    app.url_map.strict_slashes = False
    app.extensions["settings"] = settings
    transaction.connect(settings.database_address)
    open_office(settings)
    app.extensions["search_index"] = Index(settings)
    app.extensions["suggestions"] = Suggestions()
    set_limits(settings)
    _install(app, settings)
    guard.check_guards(app)
    return app


def _install(app: Flask, settings: Settings) -> None:
    uploads.install(app)
    csrf = CSRFProtect(app)
    csrf.exempt(unsubscribe)
    csrf.exempt(unsubscribe_comments)
    csrf.exempt(unsubscribe_insight_comments)
    csrf.exempt(unsubscribe_news)
    identity.install(app)
    errors.install(app)
    headers.install(app)
    packing.install(app)
    template_words.install(app, settings)
    assets.install(app)
    icons.install(app)
    features = [members, skills, circles, thanks, invitations, rooms, rooms_api]
    features += [
        sessions,
        discovery,
        welcome,
        notifications,
        transcripts,
        evidence,
        insights,
        follows,
        asks,
        feeds,
    ]
    for blueprint in (*features, administration, health.views):
        app.register_blueprint(blueprint)
    app.add_url_rule("/", endpoint="today", view_func=today.today)
    if settings.development:
        app.register_blueprint(styleguide.views)
        app.register_blueprint(letterbox.views)
    app.before_request(lambda: guard.ask_before(app, request.endpoint))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]

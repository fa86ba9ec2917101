"""For the operator: is it up, is it ready, how is it doing."""

import hmac

from flask import Blueprint, Response, current_app, jsonify, request
from prometheus_client import generate_latest
from sqlalchemy import func, select

from community.access.policy import Permission
from community.core.errors import NotFound
from community.core.outbox import Job
from community.core.transaction import reading
from community.discovery.views import index
from community.settings import Settings
from community.web.guard import guarded

views = Blueprint("health", __name__)


@views.get("/healthz")
@guarded(Permission.ANYBODY)
def healthz() -> Response:
    """The process answers."""
    return jsonify(ok=True)


@views.get("/readyz")
@guarded(Permission.ANYBODY)
def readyz() -> tuple[Response, int]:
    """Database, index and queue, each with a word; 503 until the database answers.

    Anybody may ask, so no numbers: how many changes wait would tell of hidden circles.
    """
    state = {"database": "ok", "index": "ok", "queue": "ok"}
    try:
        with reading() as db:
            dead = db.scalar(select(func.count()).where(Job.dead.is_(True)))
            state["queue"] = "some given up" if dead else "ok"
    except Exception:
        state["database"] = "unreachable"
    if state["database"] == "ok" and index().is_behind():
        state["index"] = "behind"
    ready = state["database"] == "ok"
    return jsonify(ok=ready, **state), 200 if ready else 503


@views.get("/metrics")
@guarded(Permission.ANYBODY)
def metrics() -> Response:
    """Prometheus text, for whoever holds `COMENTOR_METRICS_TOKEN`; otherwise not there."""
    settings: Settings = current_app.extensions["settings"]
    token = settings.metrics_token.get_secret_value()
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise NotFound
    return Response(generate_latest(), mimetype="text/plain; version=0.0.4; charset=utf-8")

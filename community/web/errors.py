"""One handler turns each kind of problem into a page or a JSON answer."""

import logging

from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import ClientDisconnected, HTTPException

from community.core.errors import Busy, Invalid, Problem, SignedOut, SlowDown
from community.web.identity import as_nobody

log = logging.getLogger(__name__)
PAGES = {400, 403, 404, 405, 413, 429, 500, 503}
SENTENCES = {
    400: "Your browser sent something we could not read.",
    404: "There is nothing here under this address.",
    405: "This address does not take that kind of request.",
    408: "That took too long to arrive here. Please try again over a faster line.",
    413: "That was too large to take.",
    415: "Please send JSON.",
}


def wants_json() -> bool:
    return request.path.startswith("/api/") or request.path in ("/healthz", "/readyz")


def as_json(problem: Problem) -> dict[str, object]:
    """The same shape over HTTP and sockets."""
    answer: dict[str, object] = {"ok": False, "error": problem.name, "message": problem.message}
    if isinstance(problem, SlowDown):
        answer["retry_after"] = round(problem.retry_after, 2)
    if isinstance(problem, Invalid) and problem.fields:
        answer["fields"] = problem.fields
    return answer


def _page(status: int, message: str) -> Response:
    shown = status if status in PAGES else (400 if status < 500 else 500)
    page = render_template(f"errors/{shown}.html", message=message, status=status)
    return Response(page, status, mimetype="text/html")


def on_problem(problem: Problem) -> ResponseReturnValue:
    if wants_json():
        response: Response = jsonify(as_json(problem))
        response.status_code = problem.status
    elif isinstance(problem, SignedOut):
        there = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("members.sign_in", next=there))
    else:
        response = _page(problem.status, problem.message)
    if isinstance(problem, SlowDown):
        response.headers["Retry-After"] = str(max(1, round(problem.retry_after)))
    return response


def on_http(error: HTTPException) -> ResponseReturnValue:
    """What the framework refuses, in the same shapes; redirects pass as they are."""
    status = error.code or 500
    if status < 400:
        return error
    if isinstance(error, ClientDisconnected):  # reading the body ended before the body did
        status = 408
    message = SENTENCES.get(status, "This did not work.")
    if status == 413 and request.max_content_length:
        most = request.max_content_length // 1_000_000
        message = f"That was too large to take: at most {most} MB fit here."
    if isinstance(error, CSRFError):
        message = (
            "This page was open for a long time, or came from somewhere else. "
            "Please go back, reload the page and send it again; your text is still there."
        )
    if wants_json():
        names = {404: "not_found", 405: "method_not_allowed", 408: "too_slow", 413: "too_large"}
        answer = {"ok": False, "error": names.get(status, "malformed"), "message": message}
        return jsonify(answer), status
    return _page(status, message)


def on_fault(error: Exception) -> ResponseReturnValue:
    log.error("A request failed: %s %s", request.method, request.endpoint, exc_info=error)
    if isinstance(error, SQLAlchemyError):
        as_nobody()  # drawing the page asks who is signed in, and might fail the same way
    message = "Something went wrong on our side. It has been noted; please try again."
    if wants_json():
        return jsonify({"ok": False, "error": "fault", "message": message}), 500
    return _page(500, message)


def on_database_trouble(error: OperationalError | NoConnection) -> ResponseReturnValue:
    log.error("The database could not be reached: %s", type(error).__name__)
    as_nobody()
    return on_problem(Busy())


def install(app: Flask) -> None:
    app.register_error_handler(Problem, on_problem)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(OperationalError, on_database_trouble)
    app.register_error_handler(NoConnection, on_database_trouble)
    app.register_error_handler(Exception, on_fault)

"""What forms share: a problem found by an action is shown at the field it is about."""

from urllib.parse import urlsplit

from flask_wtf import FlaskForm

from community.core.errors import Invalid, Problem


def show_problem(form: FlaskForm, problem: Problem) -> None:
    """Put the sentence beside its field, or above the form where it has none."""
    fields = problem.fields if isinstance(problem, Invalid) else {}
    placed = [name for name in fields if name in form]
    for name in placed:
        form[name].errors = [*form[name].errors, fields[name]]
    if not placed:
        form.form_errors.append(problem.message)


def safe_return(address: str | None) -> str | None:
    """`address` if it is a path of ours; never another host, however it is spelt."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    if any(ord(character) <= 32 or character == "\\" for character in address):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address

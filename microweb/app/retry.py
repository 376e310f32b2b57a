"""Offer a form once more whose token was refused, with what was typed in it.

The page that the form was on has stood open for too long, or has no token in it. What was typed is
sent back in a form with a new one, if the browser says that a page of this site had sent it: what
another site made up is never one click away. All of it is shown, so that nobody sends what he did
not see; but secrets are empty, and have to be typed again.
"""

import re
from collections.abc import Iterator
from wsgiref.types import WSGIEnvironment

from microweb.exceptions import Forbidden
from microweb.http.accept import parse_accept
from microweb.http.problem import escape, render_page
from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.security.csrf import is_same_origin
from microweb.security.tokens import FIELD, HEADER, make_token
from microweb.sessions import NullSession, Session

__all__ = ["TokenRefused", "is_secret_field"]

_FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_MAX_FIELDS = 200
_MAX_SIZE = 256 * 1024  # characters, of names and values: each may become six, as "&quot;"
_MAX_LINE = 80  # characters of a value that a single line shows
_MAX_LABEL = 80

# A name is told by its words: `userPin`, `user_pin`, but not `spinner`.
_SECRET_RE = re.compile(
    r"pass(?:word|wort|wd|phrase|code|key)|passe?(?![a-z])|pwd|secret|token|credential|kennwort"
    r"|contrase|senha|(?<![a-z])(?:pw|pin|tan|otp|totp|cvv|cvc|csc|iban|ssn|key)[0-9]*(?![a-z])"
    r"|card[_-]?(?:no|num)"
)
_CAMEL_RE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class TokenRefused(Forbidden):
    """403: the token of a form is missing, or of another session.

    Where a person waits for a page, that page has the form, to be sent again.
    """

    def __init__(self, description: str, *, request: Request, session: Session) -> None:
        super().__init__(description)
        self._request = request
        self._session = session

    def get_response(self, environ: WSGIEnvironment | None = None) -> Response:
        """Make the response: as that of any error, and with the form where there may be one."""
        response = super().get_response(environ)
        # Without a secret key no token will ever be good.
        can_pass = not isinstance(self._session, NullSession)
        if can_pass and response.mimetype == "text/html" and _is_from_own_page(self._request):
            form = "".join(_render_form(self._request, self._session))
            page = render_page(
                code=403, name=self.name, description=self.description, addition=form
            )
            response.set_data(page.encode("utf-8", "replace"))
        return response


def is_secret_field(name: str) -> bool:
    """Say whether a field sounds as if its value should not be in a page."""
    return _SECRET_RE.search(_CAMEL_RE.sub("_", name).lower()) is not None


def _is_from_own_page(request: Request) -> bool:
    """Say whether a form on a page of this site was sent, by somebody who now sees the answer.

    A script's request takes whatever comes, so its Accept header does not name a page.
    """
    environ = request.environ
    return (
        request.method == "POST"
        and HEADER not in environ
        and environ.get("HTTP_SEC_FETCH_MODE", "navigate") == "navigate"
        and "text/html" in dict(parse_accept(environ.get("HTTP_ACCEPT", "")))
        and request.mimetype in _FORM_TYPES
        and is_same_origin(
            fetch_site=environ.get("HTTP_SEC_FETCH_SITE"),
            origin=environ.get("HTTP_ORIGIN"),
            host=request.host,
            scheme=request.scheme,
        )
    )


def _render_form(request: Request, session: Session) -> Iterator[str]:
    """Write the form; it has no action, and so goes where the first one went.

    HTML section 4.10.21.3, "form submission algorithm".
    """
    fields = [pair for pair in request.form.items(multi=True) if pair[0] != FIELD]
    files = [(name, file.filename or "") for name, file in request.files.items(multi=True)]
    size = sum(len(name) + len(value) for name, value in (*fields, *files))
    if len(fields) + len(files) > _MAX_FIELDS or size > _MAX_SIZE:
        yield "<p>It is too long to be shown here: your browser's Back button may still have it.\n"
        return
    yield "<h2>What you sent</h2>\n<p>It was not taken yet. Look at it, and send it again.\n"
    if any(is_secret_field(name) for name, _ in fields):
        yield "Passwords and other secrets are left out: type them again.\n"
    if any(filename for _, filename in files):
        yield "Files have to be chosen again.\n"
    yield f'<form method="post" enctype="{escape(request.mimetype)}">\n'
    yield f'<input type="hidden" name="{FIELD}" value="{make_token(session)}">\n'
    for name, value in fields:
        yield _render_control(name, _control_for(name, value))
    for name, filename in files:
        control = f'<input type="file" name="{escape(name)}">'
        yield _render_control(f"{name} ({filename})" if filename else name, control)
    yield "<p><button>Send again</button>\n</form>\n"


def _render_control(label: str, control: str) -> str:
    short = label if len(label) <= _MAX_LABEL else f"{label[:_MAX_LABEL]}..."
    return f"<p><label>{escape(short)}<br>\n{control}</label>\n"


def _control_for(name: str, value: str) -> str:
    shown = f'name="{escape(name)}"'
    if is_secret_field(name):
        return f'<input type="password" {shown} autocomplete="off">'
    if "\n" in value or len(value) > _MAX_LINE:
        # The first line feed in it is none of its text: HTML section 13.1.2.5.
        return f'<textarea {shown} rows="8" cols="60">\n{escape(value)}</textarea>'
    return f'<input {shown} value="{escape(value)}" size="60">'

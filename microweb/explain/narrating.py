"""Make steps for a reader out of the calls that were recorded."""

import os
from collections.abc import Callable, Iterator
from types import CodeType, TracebackType
from typing import Any
from wsgiref.types import WSGIEnvironment

from microweb.app import App
from microweb.app.admission import Admission
from microweb.app.endpoints import Endpoint, locate
from microweb.exceptions import HTTPException, NoSecretKeyError
from microweb.explain.following import Call
from microweb.explain.matching import Candidate, find_candidates
from microweb.explain.steps import Step
from microweb.requests.request import MATCH_KEY, Request
from microweb.responses.response import Response
from microweb.security.csrf import SAFE_METHODS
from microweb.server.masking import describe, mask_text

__all__ = ["MAX_SHOWN", "describe_error", "find_raise", "narrate"]

_PACKAGE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "")

MAX_SHOWN = 200
"""How many characters of a body or a message are shown."""


def narrate(app: App, environ: WSGIEnvironment, calls: list[Call]) -> list[Step]:
    """Make steps of recorded calls: see `following`.

    Args:
        app: The app.
        environ: The request, after it was answered.
        calls: What was recorded.
    """
    narrator = _Narrator(app, environ, calls)
    has_csrf = any(call.watched.kind == "csrf" for call in calls)
    steps: list[Step] = []
    for call in _in_reading_order(calls):
        steps += narrator.tell(call)
        if call.watched.kind == "dispatch" and not has_csrf:
            steps.append(narrator.explain_no_csrf(call.depth))
    return steps


def _in_reading_order(calls: list[Call]) -> Iterator[Call]:
    """Put the look at the host, which dispatch begins with, before the match it comes to."""
    dispatch: Call | None = None
    for call in calls:
        if dispatch is not None:
            if call.watched.kind == "host":
                yield Call(call.watched, call.code, dispatch.depth, nanoseconds=call.nanoseconds)
                continue
            yield dispatch
            dispatch = None
        if call.watched.kind == "dispatch":
            dispatch = call
        else:
            yield call
    if dispatch is not None:
        yield dispatch


class _Narrator:
    """Tells of the calls of one request."""

    def __init__(self, app: App, environ: WSGIEnvironment, calls: list[Call]) -> None:
        self._app = app
        self._raised = _find_raising(calls)
        self._told: object = None
        self._environ = environ
        self._match: Any = environ.get(MATCH_KEY)
        self._tellers: dict[str, Callable[[Call], Iterator[Step]]] = {
            "before": self._tell_before,
            "host": self._tell_host,
            "dispatch": self._tell_match,
            "csrf": self._tell_csrf,
            "view": self._tell_view,
            "error": self._tell_error,
            "open": self._tell_open,
        }
        self._plain: dict[str, Callable[[Call], Iterator[Step]]] = {
            "token": _tell_token,
            "template": _tell_template,
            "response": _tell_response,
            "save": _tell_save,
        }

    def tell(self, call: Call) -> Iterator[Step]:
        """Give the steps of a call."""
        kind = call.watched.kind
        tell = self._tellers.get(kind) or self._plain.get(kind, _tell_function)
        return tell(call)

    def _tell_before(self, call: Call) -> Iterator[Step]:
        details: list[str] = []
        if call.result is not None:
            details.append(f"it answers, so the view is not called: {_name_value(call.result)}")
        yield _step(call, call.watched.name, *details, place=_place(call))

    def _tell_host(self, call: Call) -> Iterator[Step]:
        trusted = self._app.config["TRUSTED_HOSTS"]
        why = "TRUSTED_HOSTS is not set" if trusted is None else f"TRUSTED_HOSTS is {trusted!r}"
        yield _step(call, f"Host is {self._environ.get('HTTP_HOST')!r}; {why}")

    def _tell_match(self, call: Call) -> Iterator[Step]:
        if Admission.check_host.__code__ in self._raised:
            yield Step("match", "not looked for: the host was refused", depth=call.depth)
            return
        request = Request(self._environ)
        rules = list(self._app.url_map.iter_rules())
        candidates = find_candidates(rules, request.method, request.path)
        details: list[str] = []
        if self._match is not None:
            rule, arguments = self._match
            title = f"{rule.rule} -> {rule.endpoint}"
            details += [f"{name} = {describe(name, value)}" for name, value in arguments.items()]
            candidates = [one for one in candidates if one.rule is not rule]
        else:
            title = f"no rule for {request.method} {request.path}"
        details += [
            f"not {one.rule.rule}: {one.reason or _other_reason(one)}" for one in candidates
        ]
        place = self._match[0].where if self._match is not None else ""
        yield Step("match", title, place, None, call.depth, tuple(details))

    def explain_no_csrf(self, depth: int) -> Step:
        if self._environ["REQUEST_METHOD"] in SAFE_METHODS:
            why = f"{self._environ['REQUEST_METHOD']} changes nothing"
        elif self._match is None:
            why = "there is no view to protect"
        elif self._match[0].target.csrf_exempt:
            why = "the view is exempt"
        else:
            why = "the request ended before"
        return Step("csrf", f"not checked: {why}", depth=depth)

    def _tell_csrf(self, call: Call) -> Iterator[Step]:
        site, origin = self._environ.get("HTTP_SEC_FETCH_SITE"), self._environ.get("HTTP_ORIGIN")
        if not self._app.config["CSRF_PROTECTION"]:
            title = "CSRF_PROTECTION is off"
        elif site is None and origin is None:
            title = "passed: neither Sec-Fetch-Site nor Origin, so this is no browser"
        else:
            title = f"Sec-Fetch-Site is {site!r}, Origin is {origin!r}"
        yield _step(call, title)

    def _tell_view(self, call: Call) -> Iterator[Step]:
        arguments = self._match[1] if self._match is not None else call.arguments
        given = ", ".join(f"{name}={describe(name, value)}" for name, value in arguments.items())
        name = self._match[0].endpoint if self._match is not None else call.watched.name
        raised = self._raised.get(call.code)
        outcome = f"raised {raised}" if raised else f"returned {_name_value(call.result)}"
        if call.entries > 1:
            outcome += f", in {call.entries} parts"
        place = _place(call) if self._match is None else self._view_place(self._match[0].target)
        yield _step(call, f"{name}({given})", outcome, place=place)

    def _view_place(self, endpoint: Endpoint) -> str:
        """Give the place of a view; of one that is a class that of its method."""
        view_class: object = getattr(endpoint.view, "view_class", None)
        method = str(self._environ["REQUEST_METHOD"]).lower()
        return locate(getattr(view_class, method, endpoint.view))

    def _tell_error(self, call: Call) -> Iterator[Step]:
        error = call.arguments.get("error")
        if error is None or error is self._told:
            return  # an error on its way out is looked at again by each middleware
        self._told = error
        handler = call.result
        if handler:
            found = f"its handler is {getattr(handler, '__name__', handler)}"
        elif isinstance(error, HTTPException):
            found = f"it has no handler, and answers {error.code} itself"
        else:
            found = "it has no handler"
        place = find_raise(error)
        raised = (f"raised at {place}",) if place else ()
        handled = locate(handler) if handler else ""
        yield _step(call, describe_error(error), *raised, found, place=handled)

    def _tell_open(self, call: Call) -> Iterator[Step]:
        kind = type(self._app.session_interface).__name__
        found = f"it holds {', '.join(call.keys)}" if call.keys else "it is empty"
        yield _step(call, f"opened by {kind}", found, kind="session")


def _step(call: Call, title: str, *details: str, place: str = "", kind: str = "") -> Step:
    return Step(
        kind or call.watched.kind, title, place, call.nanoseconds / 1000, call.depth, details
    )


def _place(call: Call) -> str:
    return f"{call.code.co_filename}:{call.code.co_firstlineno}"


def _find_raising(calls: list[Call]) -> dict[CodeType, str]:
    """Give the functions that exceptions passed through, with the exceptions' names."""
    found: dict[CodeType, str] = {}
    for call in calls:
        error = call.arguments.get("error") if call.watched.kind == "error" else None
        traceback: TracebackType | None = getattr(error, "__traceback__", None)
        while traceback is not None:
            found.setdefault(traceback.tb_frame.f_code, type(error).__name__)
            traceback = traceback.tb_next
    return found


def _tell_function(call: Call) -> Iterator[Step]:
    """Tell of a hook, a middleware or a view."""
    yield _step(call, call.watched.name, place=_place(call))


def _tell_token(call: Call) -> Iterator[Step]:
    yield _step(call, "the form's token is compared with the session's", kind="csrf")


def _name_value(value: object) -> str:
    """Name what a function returned, without its content."""
    if isinstance(value, str | bytes):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, Response):
        return f"a Response, {value.status}"
    if isinstance(value, tuple):
        return f"a tuple of {len(value)}"  # pyright: ignore[reportUnknownArgumentType]
    kind = type(value).__name__
    return "None" if value is None else f"{'an' if kind[0] in 'aeioAEIO' else 'a'} {kind}"


def _tell_template(call: Call) -> Iterator[Step]:
    named = call.arguments.get("template")
    what = f"{call.watched.name} {named!r}" if named is not None else call.watched.name
    values: dict[str, Any] = call.arguments.get("values") or {}
    names = f"with {', '.join(sorted(values))}" if values else "with no values of the view's"
    yield _step(call, what, names)


def _other_reason(candidate: Candidate) -> str:
    """Say why a rule that matches was not taken."""
    host = candidate.rule.host
    return f"it is for the host {host!r}" if host else "another rule is more specific"


def describe_error(error: BaseException) -> str:
    """Name an exception, with its message."""
    # Its text has no value in it, but "a secret key: set app.secret_key", which would be masked.
    text = str(error) if isinstance(error, NoSecretKeyError) else mask_text(str(error))
    more = "..." if len(text) > MAX_SHOWN else ""
    return f"{type(error).__name__}: {text[:MAX_SHOWN]}{more}"


def find_raise(error: BaseException) -> str:
    """Give the place where the app raised an exception, as `file:line`; empty for the framework."""
    place = ""
    traceback = error.__traceback__
    while traceback is not None:
        filename = traceback.tb_frame.f_code.co_filename
        if not filename.startswith(_PACKAGE):
            place = f"{filename}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place


def _tell_response(call: Call) -> Iterator[Step]:
    made = call.result
    source = _name_value(call.arguments.get("value"))
    title = f"{source} -> {made.status}, {made.mimetype}" if isinstance(made, Response) else source
    yield _step(call, title)


def _tell_save(call: Call) -> Iterator[Step]:
    session = call.arguments.get("session")
    changed = "changed" if getattr(session, "modified", False) else "not changed"
    yield _step(call, f"saved, if need be: it was {changed}", kind="session")

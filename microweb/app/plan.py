"""Plan: what an app works out once, before its first request and after a change of its config."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from wsgiref.types import WSGIEnvironment

from microweb.app.admission import Admission
from microweb.app.answers import AnswerMaker
from microweb.app.domains import Domains
from microweb.app.endpoints import Endpoint, View
from microweb.app.mounts import Mounts
from microweb.http import check_field
from microweb.json import JSONProvider
from microweb.requests.request import Limits, Request
from microweb.responses.response import Response
from microweb.routing import Router
from microweb.security.headers import POLICY_HEADER, security_headers
from microweb.security.policy import REPORT_PATH, ContentPolicy

__all__ = ["Plan"]

_LISTS = ("SECRET_KEY_FALLBACKS", "TRUSTED_HOSTS")


class Plan:
    """The config and the hooks of an app, in the form that a request needs them.

    Attributes:
        limits: How much of a request is accepted.
        page_fields: The header fields of a plain page, but for Content-Length.
        answers: Makes responses from what views return.
        before: The app's own hooks before a view.
        after: The app's own hooks with a response, in the order they are called.
        fixed: The rules without variables: see `Matcher`.
        match: Finds the rule for a request: see `Matcher.match`.
        domains: What the hosts of rules stand for; None where rules have none.
        mounts: The applications mounted on the app; None if there are none.
        admission: Checks where a request comes from.
        known_hosts: See `Admission`.
        has_nonces: Whether pages that templates make have a nonce.
        has_teardown: Whether any hook runs at the end of a request.
        transport_security: The Strict-Transport-Security header for https, if configured.
        unmatched: Stands for the endpoint where no rule matched.
        respond: Answers a request: the app's dispatch, inside of its middleware. Bytes are a plain
            page: status 200, the `page_fields`.
    """

    __slots__ = (
        "_defaults",
        "_policy",
        "admission",
        "after",
        "answers",
        "before",
        "domains",
        "fixed",
        "has_nonces",
        "has_teardown",
        "known_hosts",
        "limits",
        "match",
        "mounts",
        "page_fields",
        "respond",
        "transport_security",
        "unmatched",
    )

    def __init__(
        self,
        config: Mapping[str, Any],
        *,
        response_class: type[Response],
        json: JSONProvider,
        before: Iterable[Callable[[], Any]],
        after: Iterable[Callable[[Any], Any]],
        has_teardown: bool,
        router: Router[Endpoint],
        domains: Domains | None,
        mounts: Mounts | None,
        respond: Callable[[Request, "Plan"], Response | bytes],
    ) -> None:
        _check_settings(config)
        self.limits = Limits(
            max_content_length=config["MAX_CONTENT_LENGTH"],
            max_form_memory_size=config["MAX_FORM_MEMORY_SIZE"],
            max_json_size=config["MAX_JSON_SIZE"],
            max_json_items=config["MAX_JSON_ITEMS"],
            max_form_parts=config["MAX_FORM_PARTS"],
            max_part_headers=config["MAX_PART_HEADERS"],
            max_part_header_size=config["MAX_PART_HEADER_SIZE"],
        )
        headers = security_headers(config)
        self._defaults = {name.lower(): (name, value) for name, value in headers}
        self._policy = ContentPolicy.from_setting(
            config["CONTENT_SECURITY_POLICY"],
            report_path=config["APPLICATION_ROOT"].rstrip("/") + REPORT_PATH
            if config["DEBUG"]
            else None,
        )
        self.has_nonces = self._policy.page is not None
        self.answers = AnswerMaker(response_class=response_class, json=json, headers=headers)
        self.page_fields = self.answers.page_fields
        self.before = tuple(before)
        self.after = tuple(after)
        self.has_teardown = has_teardown
        self.fixed = router.fixed
        self.match = router.match
        self.domains = domains
        self.mounts = mounts
        self.respond = respond
        self.unmatched = self.make_endpoint(None)
        self.admission = Admission(config)
        self.known_hosts = self.admission.known_hosts
        self.transport_security: str | None = config["STRICT_TRANSPORT_SECURITY"]
        if self.transport_security is not None:
            check_field("Strict-Transport-Security", self.transport_security)
            self.respond = partial(self._respond_with_hsts, respond)

    def make_endpoint(self, view: View | None) -> Endpoint:
        """Give an endpoint between the app's own hooks, for an answer that no view gives."""
        endpoint = Endpoint("", view)
        endpoint.before, endpoint.after = self.before, self.after
        endpoint.csrf_exempt = True
        return endpoint

    def add_page_policy(self, response: Response, nonce: str) -> None:
        """Give a page that a template made the policy with its nonce; a view's own wins."""
        policy = self._policy.for_page(nonce)
        if policy is not None:
            present = response.headers.get(POLICY_HEADER)
            if present is None or (response.has_defaults and present == self._policy.plain):
                response.headers.set(POLICY_HEADER, policy)

    def add_defaults(self, response: Response) -> None:
        """Add the security headers to a response that was not made with them: a view's own win."""
        response.add_missing(self._defaults)

    def add_hsts(self, response: Response, environ: WSGIEnvironment) -> Response:
        """Add Strict-Transport-Security where it is configured and the request came over https.

        RFC 6797 section 7.2.
        """
        if self.transport_security is not None and environ["wsgi.url_scheme"] == "https":
            response.headers.setdefault("Strict-Transport-Security", self.transport_security)
        return response

    def _respond_with_hsts(
        self, respond: Callable[[Request, "Plan"], Response | bytes], request: Request, plan: "Plan"
    ) -> Response | bytes:
        environ = request.environ
        answer = respond(request, plan)
        if isinstance(answer, bytes) and environ["wsgi.url_scheme"] == "https":
            answer = self.answers.make_page(answer)
        return answer if isinstance(answer, bytes) else self.add_hsts(answer, environ)


def _check_settings(config: Mapping[str, Any]) -> None:
    """Refuse settings of a kind that would fail, or refuse everybody, request by request.

    Raises:
        TypeError: A limit is no number, or a list is one text.
    """
    for name, value in config.items():
        if name.startswith("MAX_") and isinstance(value, str):
            raise TypeError(f"{name} is a number, not {value!r}: write {_as_number(value)}")
    for name in _LISTS:
        if isinstance(config[name], str | bytes):
            raise TypeError(f"{name} is a list, not one text: write [{config[name]!r}]")


def _as_number(text: str) -> str:
    """Show how to write a number, such as `16 * 1024 * 1024` for `16MB`."""
    digits = text.strip().rstrip("iIbB ")
    powers = {"k": 1, "m": 2, "g": 3}
    power = powers.get(digits[-1:].lower(), 0)
    number = digits[:-1].strip() if power else digits
    return " * ".join([number if number.isdecimal() else "1000", *["1024"] * power])

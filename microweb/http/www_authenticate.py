"""Read and write the WWW-Authenticate header: how a client may say who it is."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from microweb.http.lists import parse_list, quote, unquote

__all__ = ["WWWAuthenticate"]

# challenge  = auth-scheme [ 1*SP ( token68 / #auth-param ) ]     RFC 9110 section 11.3
# auth-param = token BWS "=" BWS ( token / quoted-string )
_SCHEME_RE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?: +(?!=)(.*))?", re.DOTALL)
_PARAMETER_RE = re.compile(
    r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*=[ \t]*(\".*\"|[!#$%&'*+.^_`|~0-9A-Za-z-]+)", re.DOTALL
)
_TOKEN68_RE = re.compile(r"[A-Za-z0-9._~+/-]++=*+")
# RFC 7616 section 3.3: these are sent without quotes, all others with them.
_UNQUOTED = frozenset({"stale", "algorithm"})


class WWWAuthenticate:
    """One challenge; a change is written back to the response it came from.

    Attributes:
        on_change: Called after each change.

    RFC 9110 section 11.6.1.
    """

    __slots__ = ("_parameters", "_token", "_type", "on_change")

    def __init__(
        self,
        auth_type: str,
        values: dict[str, Any] | None = None,
        token: str | None = None,
        on_change: Callable[["WWWAuthenticate"], object] | None = None,
    ) -> None:
        """Hold a challenge.

        Args:
            auth_type: The scheme, in any case.
            values: The parameters by name, as text or what `str` makes text of.
            token: In place of parameters.
            on_change: Called after each change.
        """
        self._type = auth_type.lower()
        self._parameters = {name: str(value) for name, value in (values or {}).items()}
        self._token = token
        self.on_change = on_change

    @classmethod
    def from_header(cls, value: str | None) -> "WWWAuthenticate | None":
        """Read the first challenge of a header; None if there is none."""
        return next(iter(cls.list_from_header(value)), None)

    @classmethod
    def list_from_header(cls, value: str | None) -> "list[WWWAuthenticate]":
        """Read all challenges of a header.

        A comma stands both between challenges and between parameters, so what begins a challenge
        is a scheme without an equals sign behind it.

        RFC 9110 section 11.6.1.
        """
        challenges: list[WWWAuthenticate] = []
        for element in parse_list(value or ""):
            parameter = _PARAMETER_RE.fullmatch(element)
            if parameter is not None:
                if challenges:
                    challenges[-1]._put(parameter[1], parameter[2])
                continue
            scheme = _SCHEME_RE.fullmatch(element)
            if scheme is not None:
                challenges.append(cls._from_start(scheme[1], (scheme[2] or "").lstrip(" ")))
        return challenges

    @classmethod
    def _from_start(cls, scheme: str, rest: str) -> "WWWAuthenticate":
        challenge = cls(scheme)
        parameter = _PARAMETER_RE.fullmatch(rest)
        if parameter is not None:
            challenge._put(parameter[1], parameter[2])
        elif _TOKEN68_RE.fullmatch(rest):
            challenge._token = rest
        return challenge

    def _put(self, name: str, text: str) -> None:
        self._parameters.setdefault(name.lower(), unquote(text))

    @property
    def type(self) -> str:
        """The scheme, in lower case."""
        return self._type

    @type.setter
    def type(self, value: str) -> None:
        self._type = value.lower()
        self._changed()

    @property
    def token(self) -> str | None:
        """What a scheme such as Negotiate carries in place of parameters."""
        return self._token

    @token.setter
    def token(self, value: str | None) -> None:
        self._token = value
        self._changed()

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters by name, as a copy."""
        return dict(self._parameters)

    @property
    def realm(self) -> str | None:
        """The part of the site that is protected."""
        return self._parameters.get("realm")

    @realm.setter
    def realm(self, value: str) -> None:
        self["realm"] = value

    def get(self, name: str, default: str | None = None) -> str | None:
        """Give a parameter."""
        return self._parameters.get(name, default)

    def __getitem__(self, name: str) -> str:
        return self._parameters[name]

    def __contains__(self, name: object) -> bool:
        return name in self._parameters

    def __setitem__(self, name: str, value: str) -> None:
        self._parameters[name] = value
        self._changed()

    def __delitem__(self, name: str) -> None:
        del self._parameters[name]
        self._changed()

    def update(self, parameters: dict[str, str]) -> None:
        """Set several parameters."""
        self._parameters.update(parameters)
        self._changed()

    def _changed(self) -> None:
        if self.on_change is not None:
            self.on_change(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, WWWAuthenticate):
            return NotImplemented
        return self.to_header() == other.to_header()

    __hash__ = None  # type: ignore[assignment]  # a mutable value has no hash

    def __str__(self) -> str:
        return self.to_header()

    def __repr__(self) -> str:
        return f"<WWWAuthenticate {self.to_header()!r}>"

    def to_header(self) -> str:
        """Write the challenge.

        RFC 9110 section 11.6.1; RFC 7616 section 3.3.
        """
        scheme = self._type.title()
        if self.token is not None:
            return f"{scheme} {self.token}"
        return f"{scheme} {', '.join(self._format_parameters())}".rstrip()

    def _format_parameters(self) -> Iterable[str]:
        for name, value in self._parameters.items():
            text = quote(value)
            if text[0] != '"' and name not in _UNQUOTED:
                text = f'"{text}"'
            yield f"{name}={text}"

"""Read the Authorization header: who the client says it is."""

import re
from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64

from microweb.http.lists import format_parameters, parse_directives

__all__ = ["Authorization"]

# credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ]    RFC 9110 section 11.4
_CREDENTIALS_RE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?: +(.*))?", re.DOTALL)
# token68: letters, digits and "-._~+/", then any number of "="
_TOKEN68_RE = re.compile(r"[A-Za-z0-9._~+/-]++=*+")


class Authorization:
    """Credentials: a scheme with either a token or parameters.

    Attributes:
        type: The scheme, in lower case, such as `"basic"`.
        token: What `Bearer` and the like carry; None when there are parameters.
        parameters: By name, in lower case; of Basic the `username` and `password`.

    RFC 9110 section 11.6.2.
    """

    __slots__ = ("parameters", "token", "type")

    def __init__(
        self,
        auth_type: str,
        data: dict[str, str | None] | None = None,
        token: str | None = None,
    ) -> None:
        self.type = auth_type.lower()
        self.parameters = data or {}
        self.token = token

    @classmethod
    def from_header(cls, value: str | None) -> "Authorization | None":
        """Read the header; None for a missing or malformed one.

        Basic is read as UTF-8.

        RFC 9110 section 11.4; RFC 7617 section 2; RFC 7616 section 3.4; RFC 6750 section 2.1.
        """
        match = _CREDENTIALS_RE.fullmatch(value.strip(" \t")) if value else None
        if match is None:
            return None
        scheme, rest = match[1].lower(), match[2] or ""
        if scheme == "basic":
            return cls._from_basic(rest)
        if _TOKEN68_RE.fullmatch(rest) or not rest:
            return cls(scheme, token=rest)
        parameters = parse_directives(rest)
        return cls(scheme, parameters) if parameters else None

    @classmethod
    def _from_basic(cls, encoded: str) -> "Authorization | None":
        try:
            text = a2b_base64(encoded, strict_mode=True).decode("utf-8")
        except (Base64Error, UnicodeError, ValueError):
            return None
        username, colon, password = text.partition(":")
        return cls("basic", {"username": username, "password": password}) if colon else None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Authorization):
            return NotImplemented
        mine = (self.type, self.token, self.parameters)
        return mine == (other.type, other.token, other.parameters)

    __hash__ = None  # type: ignore[assignment]  # a mutable value has no hash

    def __repr__(self) -> str:
        # Neither token nor password: this ends in logs and on debug pages.
        return f"<Authorization {self.type!r}>"

    def get(self, name: str, default: str | None = None) -> str | None:
        """Give a parameter, such as Digest's `realm`, `nonce`, `uri`, `response` or `qop`."""
        return self.parameters.get(name, default)

    def __getitem__(self, name: str) -> str | None:
        return self.parameters[name]

    def __contains__(self, name: object) -> bool:
        return name in self.parameters

    @property
    def username(self) -> str | None:
        """The user's name, of Basic and Digest."""
        return self.parameters.get("username")

    @property
    def password(self) -> str | None:
        """The password, of Basic."""
        return self.parameters.get("password")

    @property
    def realm(self) -> str | None:
        """The part of the site, of Digest."""
        return self.parameters.get("realm")

    @property
    def nonce(self) -> str | None:
        """The server's number used once, of Digest."""
        return self.parameters.get("nonce")

    @property
    def uri(self) -> str | None:
        """The target that was signed, of Digest."""
        return self.parameters.get("uri")

    @property
    def response(self) -> str | None:
        """The proof, of Digest."""
        return self.parameters.get("response")

    @property
    def qop(self) -> str | None:
        """The quality of protection, of Digest."""
        return self.parameters.get("qop")

    @property
    def nc(self) -> str | None:
        """The count of requests with this nonce, in hexadecimal, of Digest."""
        return self.parameters.get("nc")

    @property
    def cnonce(self) -> str | None:
        """The client's number used once, of Digest."""
        return self.parameters.get("cnonce")

    @property
    def opaque(self) -> str | None:
        """What the server wants back as it was, of Digest."""
        return self.parameters.get("opaque")

    @property
    def algorithm(self) -> str | None:
        """The digest's name, of Digest."""
        return self.parameters.get("algorithm")

    def to_header(self) -> str:
        """Write the header, for a client."""
        scheme = self.type.title()
        if self.type == "basic":
            pair = f"{self.username or ''}:{self.password or ''}".encode()
            return f"{scheme} {b2a_base64(pair, newline=False).decode('ascii')}"
        if self.token is not None:
            return f"{scheme} {self.token}".rstrip()
        return f"{scheme} {format_parameters(self.parameters.items())}"

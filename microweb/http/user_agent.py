"""The User-Agent header, as text that also answers to `string`."""

__all__ = ["UserAgent"]


class UserAgent(str):
    """The header as sent, empty if it is missing; nothing is guessed from it.

    RFC 9110 section 10.1.5.
    """

    __slots__ = ()

    browser: None = None
    platform: None = None
    version: None = None
    language: None = None

    @property
    def string(self) -> str:
        """The header as plain text."""
        return str(self)

    def to_header(self) -> str:
        """Write the header."""
        return str(self)

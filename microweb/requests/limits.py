"""Limits: how much of a request is accepted."""

from typing import Literal, NamedTuple, TypeAlias

from microweb import exceptions

__all__ = ["Kind", "Limits"]

Kind: TypeAlias = Literal["bytes", "form", "json"]
"""What a body is read as; a form and JSON are held in memory as a whole, and have own limits."""


class Limits(NamedTuple):
    """How much of a request is accepted; each field has the name of its config key."""

    max_content_length: int | None = 16 * 1024 * 1024
    """Bytes of any body."""

    max_form_memory_size: int | None = 1024 * 1024
    """Bytes of form fields, files apart."""

    max_json_size: int | None = 1024 * 1024
    """Bytes of a body that is read as JSON."""

    max_json_items: int | None = 100_000
    """Names and values in such a body, whose number is what reading it costs."""

    max_form_parts: int = 1000
    """Fields of a form, its files included, and values of a query string."""

    max_part_headers: int = 32
    """Header fields of a part of a multipart form."""

    max_part_header_size: int = 8 * 1024
    """Bytes of the header fields of a part."""

    def check_size(self, size: int, kind: Kind, *, is_all: bool = True) -> None:
        """Refuse a body that is too large.

        Args:
            size: Its length in bytes.
            kind: What it is read as.
            is_all: Whether that is the whole of it, as far as is known.

        Raises:
            RequestEntityTooLarge: It is; the description names the limit and its config key.
        """
        most, key = self.max_content_length, "MAX_CONTENT_LENGTH"
        if most is None or size <= most:
            if kind == "form":
                most, key = self.max_form_memory_size, "MAX_FORM_MEMORY_SIZE"
            elif kind == "json":
                most, key = self.max_json_size, "MAX_JSON_SIZE"
            if most is None or size <= most:
                return
        found = f"{size} bytes" if is_all else f"{size} bytes or more"
        raise exceptions.RequestEntityTooLarge(
            f"The body has {found}; up to {most} are accepted ({key})."
        )

    def find_most(self, kind: Kind) -> int:
        """Give the bytes that a body of a kind may have."""
        own = {"form": self.max_form_memory_size, "json": self.max_json_size}.get(kind)
        limits = (self.max_content_length, own)
        return min((limit for limit in limits if limit is not None), default=1 << 62)

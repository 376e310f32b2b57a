"""The exceptions that tell a programmer of a mistake, below `MicrowebError`."""

__all__ = [
    "BuildError",
    "MicrowebError",
    "NoSecretKeyError",
    "RegistrationError",
]


class MicrowebError(Exception):
    """The base of what is raised for a mistake in the program."""


class RegistrationError(MicrowebError):
    """A route, hook, blueprint or setting that cannot be right; raised where it is registered."""


class BuildError(MicrowebError, LookupError):
    """No URL can be built for an endpoint and its values.

    Attributes:
        endpoint: The endpoint asked for.
        values: The values given.
        method: The method asked for, if any.
    """

    def __init__(
        self, message: str, *, endpoint: str, values: dict[str, object], method: str | None = None
    ) -> None:
        super().__init__(message)
        self.endpoint = endpoint
        self.values = values
        self.method = method


class NoSecretKeyError(MicrowebError, RuntimeError):
    """Something has to be signed and the app has no secret key."""

"""`microweb secret`: a new secret key."""

import secrets

from microweb.commands import command as make_command
from microweb.commands import echo

__all__ = ["command"]

_SIZE = 32  # bytes: as many as the SHA-256 that signs with it has


@make_command("secret")
def command() -> None:
    """Make a secret key: 256 random bits in hexadecimal.

    Keep it out of the source: in the environment, or in a file in the instance folder that only the
    application's user can read.

    Examples:
      microweb secret
      MICROWEB_SECRET_KEY=$(microweb secret) microweb run
    """
    echo(secrets.token_hex(_SIZE))

"""`microweb hash-password`: the hash of a password that nobody sees."""

import sys

from microweb.commands import command as make_command
from microweb.commands import echo, is_terminal, prompt
from microweb.commands.errors import UsageError
from microweb.security import generate_password_hash

__all__ = ["command"]


@make_command("hash-password")
def command() -> None:
    """Hash a password, for a configuration or a database.

    Asks for it twice, hidden. Where the input is no terminal, its first line is the password. It is
    never an argument, which other users of the machine and the shell's history would see.

    Examples:
      microweb hash-password
      microweb hash-password < password.txt
    """
    if is_terminal(sys.stdin):
        password = prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise UsageError("The password is empty.")
    echo(generate_password_hash(password))

"""Walk over the tokens of a template: the ground that the parser stands on."""

from microweb.templating.exceptions import TemplateSyntaxError
from microweb.templating.lexer import Token, describe

__all__ = ["Cursor"]


class Cursor:
    """A position in a list of tokens.

    Args:
        tokens: What the lexer gave; the last is `eof`.
        name: The name of the template, for errors.
        filename: Its file, for errors.
    """

    def __init__(
        self, tokens: list[Token], name: str | None = None, filename: str | None = None
    ) -> None:
        self._tokens = tokens
        self._index = 0
        self._template_name = name
        self._filename = filename
        self.current = tokens[0]

    def advance(self) -> Token:
        """Give the current token and go to the next."""
        token = self.current
        if token.kind != "eof":
            self._index += 1
            self.current = self._tokens[self._index]
        return token

    def peek(self) -> Token:
        """Give the token after the current one."""
        return self._tokens[min(self._index + 1, len(self._tokens) - 1)]

    def at(self, kind: str) -> bool:
        """Whether the current token is of a kind."""
        return self.current.kind == kind

    def at_name(self, *names: str) -> bool:
        """Whether the current token is one of these words."""
        return self.current.kind == "name" and self.current.value in names

    def accept(self, kind: str) -> bool:
        """Go on if the current token is of a kind; say whether it was."""
        if self.current.kind == kind:
            self.advance()
            return True
        return False

    def accept_name(self, name: str) -> bool:
        """Go on if the current token is this word; say whether it was."""
        if self.current.kind == "name" and self.current.value == name:
            self.advance()
            return True
        return False

    def expect(self, kind: str) -> Token:
        """Give the current token, which must be of a kind, and go on."""
        if self.current.kind != kind:
            expected = describe(Token(kind, kind, 0)) if kind != "name" else "a name"
            raise self.unexpected(f"expected {expected}")
        return self.advance()

    def expect_name(self, name: str) -> None:
        """Go on; the current token must be this word."""
        if not self.accept_name(name):
            raise self.unexpected(f"expected {name!r}")

    def name(self) -> str:
        """Give the current token, which must be a word, and go on."""
        return str(self.expect("name").value)

    def unexpected(self, expected: str) -> TemplateSyntaxError:
        """Give the error that the current token is not what must stand here."""
        return self.fail(f"{expected}, got {describe(self.current)}")

    def fail(
        self,
        message: str,
        lineno: int | None = None,
        kind: type[TemplateSyntaxError] = TemplateSyntaxError,
    ) -> TemplateSyntaxError:
        """Give an error at a line, by default the current one."""
        line = self.current.lineno if lineno is None else lineno
        return kind(message, line, self._template_name, self._filename)

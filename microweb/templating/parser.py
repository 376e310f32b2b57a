"""Parse the tokens of a template into its tree.

The parser is a staircase: operands, expressions, statements, and here what reaches beyond one
template: blocks, inheritance, includes and imports.
"""

from microweb.templating import nodes
from microweb.templating.exceptions import TemplateAssertionError
from microweb.templating.lexer import Token
from microweb.templating.statements import StatementParser

__all__ = ["Parser", "parse"]


def parse(
    tokens: list[Token], name: str | None = None, filename: str | None = None
) -> nodes.Template:
    """Give the tree of a template.

    Raises:
        TemplateSyntaxError: The tokens are no template.
    """
    return Parser(tokens, name, filename).parse()


class Parser(StatementParser):
    """Reads a template."""

    def __init__(
        self, tokens: list[Token], name: str | None = None, filename: str | None = None
    ) -> None:
        super().__init__(tokens, name, filename)
        self._blocks: set[str] = set()
        self._tags |= {
            "block": self._block,
            "extends": self._extends,
            "from": self._from_import,
            "import": self._import,
            "include": self._include,
        }

    def parse(self) -> nodes.Template:
        """Parse the whole template."""
        return nodes.Template(1, self.body(()))

    def _block(self, lineno: int) -> nodes.Statement:
        name = self.name()
        if name in self._blocks:
            raise self.fail(f"block {name!r} defined twice", lineno, TemplateAssertionError)
        self._blocks.add(name)
        if self.at("-"):
            raise self.fail(
                "Block names have to be valid identifiers and may not contain hyphens,"
                " use an underscore instead."
            )
        scoped = self.accept_name("scoped")
        required = self.accept_name("required")
        outer, self._loops = self._loops, 0
        body = self._enclosed("endblock")
        self._loops = outer
        self.accept_name(name)
        if required and not all(_is_blank(node) for node in body):
            raise self.fail("Required blocks can only contain comments or whitespace", lineno)
        return nodes.Block(lineno, name, scoped, required, body)

    def _extends(self, lineno: int) -> nodes.Statement:
        return nodes.Extends(lineno, self.parse_expression())

    def _include(self, lineno: int) -> nodes.Statement:
        template = self.parse_expression()
        ignore_missing = False
        if self.at_name("ignore") and self.peek()[:2] == ("name", "missing"):
            self.advance()
            self.advance()
            ignore_missing = True
        with_context = self._context_words(default=True)
        return nodes.Include(lineno, template, with_context, ignore_missing)

    def _import(self, lineno: int) -> nodes.Statement:
        template = self.parse_expression()
        self.expect_name("as")
        target = self.parse_name().name
        return nodes.Import(lineno, template, target, self._context_words(default=False))

    def _from_import(self, lineno: int) -> nodes.Statement:
        template = self.parse_expression()
        self.expect_name("import")
        names: list[tuple[str, str]] = []
        while self.at("name"):
            if self._at_context_words():
                break
            names.append(self._imported_name())
            if not self.accept(","):
                break
        if not names:
            raise self.unexpected("expected a name to import")
        return nodes.FromImport(lineno, template, names, self._context_words(default=False))

    def _imported_name(self) -> tuple[str, str]:
        name = self.parse_name().name
        if name.startswith("_"):
            raise self.fail(
                "names starting with an underline can not be imported",
                kind=TemplateAssertionError,
            )
        return name, self.parse_name().name if self.accept_name("as") else name

    def _context_words(self, *, default: bool) -> bool:
        """Parse `with context` or `without context`, where it stands."""
        if self._at_context_words():
            with_context = self.advance().value == "with"
            self.advance()
            return with_context
        return default

    def _at_context_words(self) -> bool:
        return self.at_name("with", "without") and self.peek()[:2] == ("name", "context")


def _is_blank(node: nodes.Statement) -> bool:
    return isinstance(node, nodes.Output) and all(
        isinstance(part, nodes.Data) and part.text.isspace() for part in node.parts
    )

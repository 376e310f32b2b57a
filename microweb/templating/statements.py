"""Parse the statements of a template that make up its flow: control flow, assignment, macros."""

from collections.abc import Callable

from microweb.templating import nodes
from microweb.templating.exceptions import TemplateSyntaxError, nearest
from microweb.templating.expressions import ExpressionParser
from microweb.templating.lexer import Token

__all__ = ["StatementParser"]

_END_TAGS = [
    "elif",
    "else",
    "endautoescape",
    "endblock",
    "endcall",
    "endfilter",
    "endfor",
    "endif",
    "endmacro",
    "endraw",
    "endset",
    "endwith",
]


class StatementParser(ExpressionParser):
    """Reads statements; each tag has a method, found by its name."""

    def __init__(
        self, tokens: list[Token], name: str | None = None, filename: str | None = None
    ) -> None:
        super().__init__(tokens, name, filename)
        self._open: list[str] = []
        self._loops = 0
        self._tags: dict[str, Callable[[int], nodes.Statement]] = {
            "autoescape": self._autoescape,
            "break": self._break,
            "call": self._call_block,
            "continue": self._continue,
            "do": self._do,
            "filter": self._filter_block,
            "for": self._for,
            "if": self._if,
            "macro": self._macro,
            "print": self._print,
            "set": self._set,
            "with": self._with,
        }

    def body(self, end: tuple[str, ...]) -> list[nodes.Statement]:
        """Parse up to one of the end tags, whose name is then the current token."""
        body: list[nodes.Statement] = []
        while True:
            parts = self._output()
            if parts:
                body.append(nodes.Output(parts[0].lineno, parts))
            if self.advance().kind == "eof":
                if end:
                    raise self._unclosed(end)
                return body
            if end and self.at_name(*end):
                return body
            body.append(self._statement())
            self.expect("block_end")

    def _output(self) -> list[nodes.Data | nodes.Nonce | nodes.Expression]:
        """Parse text and printed values up to the next tag, or the end of the template."""
        parts: list[nodes.Data | nodes.Nonce | nodes.Expression] = []
        while self.current.kind not in ("block_begin", "eof"):
            token = self.advance()
            if token.kind == "data":
                parts.append(nodes.Data(token.lineno, str(token.value)))
                continue
            if self.at("variable_end"):
                raise self.fail("Expected an expression, got 'end of print statement'")
            parts.append(self.parse_tuple())
            self.expect("variable_end")
        return parts

    def _statement(self) -> nodes.Statement:
        token = self.current
        if token.kind != "name":
            raise self.fail("tag name expected", token.lineno)
        tag = str(token.value)
        handler = self._tags.get(tag)
        if handler is None:
            raise self._unknown_tag(tag)
        self.advance()
        self._open.append(tag)
        node = handler(token.lineno)
        self._open.pop()
        return node

    def _until(self, *end: str) -> list[nodes.Statement]:
        """Parse the end of a tag, then the body up to one of the end tags."""
        self.accept(":")
        self.expect("block_end")
        return self.body(end)

    def _enclosed(self, end: str) -> list[nodes.Statement]:
        """Parse a body up to its end tag, and go past that."""
        body = self._until(end)
        self.advance()
        return body

    # Errors

    def _unknown_tag(self, tag: str) -> TemplateSyntaxError:
        message = f"Encountered unknown tag {tag!r}."
        if self._open:
            message += f" The innermost block that needs to be closed is {self._open[-1]!r}."
        elif tag in _END_TAGS:
            message += " There is no open block that it could close."
        hint = "" if tag in _END_TAGS else nearest(tag, (*self._tags, *_END_TAGS))
        return self.fail(message + hint)

    def _unclosed(self, end: tuple[str, ...]) -> TemplateSyntaxError:
        expected = " or ".join(repr(tag) for tag in end)
        return self.fail(
            f"Unexpected end of template, expected {expected}."
            f" The innermost block that needs to be closed is {self._open[-1]!r}."
        )

    # Statements

    def _autoescape(self, lineno: int) -> nodes.Statement:
        enabled = self.parse_expression()
        return nodes.Autoescape(lineno, enabled, self._enclosed("endautoescape"))

    def _break(self, lineno: int) -> nodes.Statement:
        self._require_loop("break", lineno)
        return nodes.Break(lineno)

    def _continue(self, lineno: int) -> nodes.Statement:
        self._require_loop("continue", lineno)
        return nodes.Continue(lineno)

    def _require_loop(self, tag: str, lineno: int) -> None:
        if not self._loops:
            raise self.fail(f"{tag!r} outside of a loop", lineno)

    def _call_block(self, lineno: int) -> nodes.Statement:
        signature = self._signature() if self.at("(") else nodes.MacroSignature(lineno, [], [])
        call = self.parse_expression()
        if not isinstance(call, nodes.Call):
            raise self.fail("expected call", lineno)
        return nodes.CallBlock(lineno, call, signature, self._function_body("endcall"))

    def _do(self, lineno: int) -> nodes.Statement:
        return nodes.Do(lineno, self.parse_tuple())

    def _filter_block(self, lineno: int) -> nodes.Statement:
        filters = self.parse_filters(None)
        return nodes.FilterBlock(lineno, filters, self._enclosed("endfilter"))

    def _for(self, lineno: int) -> nodes.Statement:
        target = self.parse_target()
        self.expect_name("in")
        iterable = self.parse_tuple(condition=False, end="recursive")
        test = self.parse_expression() if self.accept_name("if") else None
        recursive = self.accept_name("recursive")
        self._loops += 1
        body = self._until("endfor", "else")
        self._loops -= 1
        otherwise: list[nodes.Statement] = []
        if self.advance().value == "else":
            otherwise = self._enclosed("endfor")
        return nodes.For(lineno, target, iterable, test, recursive, body, otherwise)

    def _if(self, lineno: int) -> nodes.Statement:
        test = self.parse_tuple(condition=False)
        branches = [(test, self._until("elif", "else", "endif"))]
        while self.accept_name("elif"):
            test = self.parse_tuple(condition=False)
            branches.append((test, self._until("elif", "else", "endif")))
        otherwise: list[nodes.Statement] = []
        if self.advance().value == "else":
            otherwise = self._enclosed("endif")
        return nodes.If(lineno, branches, otherwise)

    def _macro(self, lineno: int) -> nodes.Statement:
        name = self.parse_name().name
        signature = self._signature()
        return nodes.Macro(lineno, name, signature, self._function_body("endmacro"))

    def _function_body(self, end: str) -> list[nodes.Statement]:
        """Parse a body that a loop around it cannot be left from."""
        outer, self._loops = self._loops, 0
        body = self._enclosed(end)
        self._loops = outer
        return body

    def _signature(self) -> nodes.MacroSignature:
        signature = nodes.MacroSignature(self.expect("(").lineno, [], [])
        while not self.at(")"):
            if signature.names:
                self.expect(",")
                if self.at(")"):
                    break
            signature.names.append(self.parse_name().name)
            if self.accept("="):
                signature.defaults.append(self.parse_expression())
            elif signature.defaults:
                raise self.fail("non-default argument follows default argument")
        self.expect(")")
        return signature

    def _print(self, lineno: int) -> nodes.Statement:
        parts: list[nodes.Data | nodes.Nonce | nodes.Expression] = []
        while not self.at("block_end"):
            if parts:
                self.expect(",")
            parts.append(self.parse_expression())
        return nodes.Output(lineno, parts)

    def _set(self, lineno: int) -> nodes.Statement:
        target = self.parse_target(namespace=True)
        if self.accept("="):
            return nodes.Assign(lineno, target, self.parse_tuple())
        filters = self.parse_filters(None) if self.accept("|") else None
        return nodes.AssignBlock(lineno, target, filters, self._enclosed("endset"))

    def _with(self, lineno: int) -> nodes.Statement:
        targets: list[nodes.Expression] = []
        values: list[nodes.Expression] = []
        while not self.at("block_end"):
            if targets:
                self.expect(",")
            targets.append(self.parse_target())
            self.expect("=")
            values.append(self.parse_expression())
        return nodes.With(lineno, targets, values, self._enclosed("endwith"))

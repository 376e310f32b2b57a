"""Cut the source of a template into tokens for the parser.

Outside of delimiters a template is data. One regular expression finds the next delimiter; what
stands before it becomes a data token, trimmed as the markers and options ask. Inside, a second
expression reads one token at a time. Both move forward only, so the time is linear.
"""

import re
from typing import NamedTuple

from microweb.templating.configuration import Syntax
from microweb.templating.exceptions import TemplateSyntaxError

__all__ = ["Lexer", "Token", "describe"]

_NEWLINE_RE = re.compile(r"\r\n|\r|\n")
_STRING = r"""'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*\""""
_FLOAT = r"(?<!\.)\d+(?:_\d+)*(?:\.\d+(?:_\d+)*(?:[eE][+\-]?\d+(?:_\d+)*)?|[eE][+\-]?\d+(?:_\d+)*)"
_INTEGER = r"0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*"
_OPERATOR = r"//|\*\*|==|!=|>=|<=|[-+/*%~\[\](){}><=.:|,;]"
_TOKEN = (
    rf"(?P<float>{_FLOAT})|(?P<integer>{_INTEGER})|(?P<name>\w+)"
    rf"|(?P<string>{_STRING})|(?P<operator>{_OPERATOR}))"
)
_WHAT = {"variable": "print statement", "block": "statement block"}
_WORDS = {"&": "and", "!": "not"}  # what stands for operators of other languages
_CLOSING = {"(": ")", "[": "]", "{": "}"}
# Python's own limit.
_MAX_BRACKETS = 200
_ESCAPE_RE = re.compile(
    r"\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|N\{[^}]+\}|[0-7]{1,3}|[xuUN\n\\'\"abfnrtv])"
)


class Token(NamedTuple):
    """A piece of a template.

    Attributes:
        kind: `data`, `name`, `string`, `integer`, `float`, an operator as it is written, or
            `variable_begin`, `variable_end`, `block_begin`, `block_end`, `eof`.
        value: Its text; of a string or number its value.
        lineno: The line it starts on, from 1.
    """

    kind: str
    value: str | int | float
    lineno: int


def describe(token: Token) -> str:
    """Give how a token is named in an error."""
    if token.kind == "name":
        return repr(str(token.value))
    names = {
        "data": "template data",
        "block_begin": "begin of statement block",
        "block_end": "end of statement block",
        "variable_begin": "begin of print statement",
        "variable_end": "end of print statement",
        "eof": "end of template",
    }
    return names.get(token.kind, repr(token.kind))


class Lexer:
    """Tokenize sources of one syntax; it keeps no state between them, so threads may share it."""

    def __init__(self, syntax: Syntax) -> None:
        self._keep_trailing_newline = syntax.keep_trailing_newline
        self.newline_sequence = syntax.newline_sequence
        self.lstrip_blocks = syntax.lstrip_blocks
        escape = re.escape
        block_start = escape(syntax.block_start_string)
        block_end = escape(syntax.block_end_string)
        comment_end = escape(syntax.comment_end_string)
        variable_end = escape(syntax.variable_end_string)
        after = r"\n?" if syntax.trim_blocks else ""

        def end(delimiter: str, trim: str = after) -> str:
            return rf"-{delimiter}\s*|\+{delimiter}|{delimiter}{trim}"

        self.ends = {"block": syntax.block_end_string, "variable": syntax.variable_end_string}
        self.root_re = re.compile(self._root_pattern(syntax), re.MULTILINE)
        self.raw_end_re = re.compile(
            rf"{block_start}(?P<raw_mark>[-+]?)\s*endraw\s*(?:{end(block_end)})",
        )
        self.comment_end_re = re.compile(end(comment_end))
        self._ends = {
            "block": rf"\s*(?:(?P<end>{end(block_end)})|",
            "variable": rf"\s*(?:(?P<end>-{variable_end}\s*|{variable_end})|",
            "line": r"[^\S\n]*(?:(?P<end>\s*(?:\n|\Z))|",
            "brackets": r"\s*(?:",
        }
        self._inside: dict[str, re.Pattern[str]] = {}

    def inside(self, kind: str) -> re.Pattern[str]:
        """Give the pattern of a token, or of the end, where that may stand.

        Args:
            kind: What the token stands in: `block`, `variable`, `line`, or `brackets`.
        """
        # Each takes a millisecond to compile, and few environments need all of them.
        if kind not in self._inside:
            self._inside[kind] = re.compile(self._ends[kind] + _TOKEN, re.DOTALL)
        return self._inside[kind]

    @staticmethod
    def _root_pattern(syntax: Syntax) -> str:
        """Give the pattern that finds the next delimiter, the longest first."""
        block_start = re.escape(syntax.block_start_string)
        block_end = re.escape(syntax.block_end_string)
        raw = (
            rf"(?P<raw>{block_start}(?P<raw_mark>[-+]?)\s*raw\s*"
            rf"(?:-{block_end}\s*|{block_end}))"
        )
        rules = [
            (syntax.comment_start_string, "comment"),
            (syntax.block_start_string, "block"),
            (syntax.variable_start_string, "variable"),
        ]
        patterns = [
            (len(start), rf"(?P<{kind}>{re.escape(start)}(?P<{kind}_mark>[-+]?))")
            for start, kind in rules
        ]
        if syntax.line_statement_prefix is not None:
            prefix = syntax.line_statement_prefix
            patterns.append((len(prefix), rf"(?P<line>^[ \t\v]*{re.escape(prefix)})"))
        if syntax.line_comment_prefix is not None:
            prefix = syntax.line_comment_prefix
            patterns.append(
                (len(prefix), rf"(?P<line_comment>(?:^|(?<=\S))[^\S\r\n]*{re.escape(prefix)})")
            )
        patterns.sort(key=lambda rule: -rule[0])
        return "|".join([raw, *(pattern for _, pattern in patterns)])

    def tokenize(
        self, source: str, name: str | None = None, filename: str | None = None
    ) -> list[Token]:
        """Give the tokens of a source, the last of kind `eof`.

        Raises:
            TemplateSyntaxError: A delimiter, bracket or text is not closed, or a character
                belongs to no token.
        """
        text = _NEWLINE_RE.sub("\n", source)
        if not self._keep_trailing_newline and text.endswith("\n"):
            text = text[:-1]
        return _Scan(self, text, name, filename).run()


def _unescape(match: re.Match[str]) -> str:
    return match[0].encode().decode("unicode-escape")


class _Scan:
    """One pass over one source."""

    def __init__(self, lexer: Lexer, text: str, name: str | None, filename: str | None) -> None:
        self._lexer = lexer
        self._text = text
        self._name = name
        self._filename = filename
        self._position = 0
        self._lineno = 1
        self._tokens: list[Token] = []

    def run(self) -> list[Token]:
        search = self._lexer.root_re.search
        text = self._text
        while (match := search(text, self._position)) is not None:
            kind = str(match.lastgroup)
            data = text[self._position : match.start()]
            self._data(self._trimmed(data, kind, match), data)
            self._advance(match.end())
            if kind == "comment":
                self._comment()
            elif kind == "raw":
                self._raw()
            elif kind == "line_comment":
                end = text.find("\n", self._position)
                self._advance(len(text) if end < 0 else end)
            else:
                self._inside("block" if kind == "line" else kind, kind)
        data = text[self._position :]
        self._data(data, data)
        self._tokens.append(Token("eof", "", self._lineno))
        return self._tokens

    def _fail(self, message: str, lineno: int | None = None) -> TemplateSyntaxError:
        return TemplateSyntaxError(message, lineno or self._lineno, self._name, self._filename)

    def _advance(self, position: int) -> None:
        self._lineno += self._text.count("\n", self._position, position)
        self._position = position

    def _data(self, data: str, untrimmed: str) -> None:
        if data:
            if self._lexer.newline_sequence != "\n":
                data = data.replace("\n", self._lexer.newline_sequence)
            self._tokens.append(Token("data", data, self._lineno))
        self._advance(self._position + len(untrimmed))

    def _trimmed(self, data: str, kind: str, delimiter: re.Match[str]) -> str:
        """Give data without the white space that the delimiter after it takes away."""
        mark = delimiter[f"{kind}_mark"] if not kind.startswith("line") else ""
        if mark == "-":
            return data.rstrip()
        if mark == "+" or not self._lexer.lstrip_blocks or kind in {"variable", "line"}:
            return data
        line = data.rfind("\n") + 1
        starts_line = line > 0 or self._text[self._position - 1 : self._position] in {"", "\n"}
        return data[:line] if starts_line and data[line:].isspace() else data

    def _comment(self) -> None:
        end = self._lexer.comment_end_re.search(self._text, self._position)
        if end is None:
            raise self._fail("Missing end of comment tag")
        self._advance(end.end())

    def _raw(self) -> None:
        end = self._lexer.raw_end_re.search(self._text, self._position)
        if end is None:
            raise self._fail("Missing end of raw directive")
        data = self._text[self._position : end.start()]
        trimmed = data
        if end["raw_mark"] == "-":
            trimmed = data.rstrip()
        elif self._lexer.lstrip_blocks and end["raw_mark"] != "+":
            line = data.rfind("\n") + 1
            if line > 0 and data[line:].isspace():
                trimmed = data[:line]
        self._data(trimmed, data)
        self._advance(end.end())

    def _inside(self, kind: str, start: str) -> None:
        """Read the tokens up to the end of a statement or expression."""
        text = self._text
        append = self._tokens.append
        append(Token(f"{kind}_begin", "", self._lineno))
        outside = self._lexer.inside(start).match
        brackets: list[str] = []
        while True:
            if brackets:
                match = self._lexer.inside("brackets").match(text, self._position)
            else:
                match = outside(text, self._position)
            if match is None:
                raise self._unexpected(kind, brackets)
            group = str(match.lastgroup)
            self._advance(match.start(group))
            if group == "end":
                append(Token(f"{kind}_end", "", self._lineno))
                self._advance(match.end())
                return
            value = match[group]
            lineno = self._lineno
            if group == "operator":
                self._balance(value, brackets, kind)
                append(Token(value, value, lineno))
            else:
                append(Token(group, self._value(group, value), lineno))
            self._advance(match.end())

    def _balance(self, operator: str, brackets: list[str], kind: str) -> None:
        if operator in _CLOSING:
            if len(brackets) == _MAX_BRACKETS:
                raise self._fail(f"more than {_MAX_BRACKETS} brackets within each other")
            brackets.append(_CLOSING[operator])
        elif operator in {")", "]", "}"}:
            if not brackets:
                end = self._lexer.ends[kind]
                hint = f"; the {_WHAT[kind]} ends with {end!r}" if end[-1] == operator else ""
                raise self._fail(f"unexpected {operator!r}{hint}")
            if brackets[-1] != operator:
                raise self._fail(f"unexpected {operator!r}, expected {brackets[-1]!r}")
            brackets.pop()

    def _value(self, kind: str, text: str) -> str | int | float:
        try:
            if kind == "integer":
                return int(text.replace("_", ""), 0)
            if kind == "float":
                return float(text.replace("_", ""))
            if kind == "string":
                return self._string(text[1:-1])
        except ValueError as exc:
            raise self._fail(str(exc).split(":")[-1].strip()) from exc
        if not text.isidentifier():
            raise self._fail("Invalid character in identifier")
        return text

    def _string(self, text: str) -> str:
        if "\\" in text:
            text = _ESCAPE_RE.sub(_unescape, text)
        if self._lexer.newline_sequence != "\n":
            text = text.replace("\n", self._lexer.newline_sequence)
        return text

    def _unexpected(self, kind: str, brackets: list[str]) -> TemplateSyntaxError:
        rest = self._text[self._position :]
        self._advance(len(self._text) - len(rest.lstrip()))
        if self._position < len(self._text):
            character = self._text[self._position]
            hint = f"; write {_WORDS[character]!r}" if character in _WORDS else ""
            return self._fail(f"unexpected char {character!r} at {self._position}{hint}")
        expected = f", expected {brackets[-1]!r}" if brackets else ""
        return self._fail(f"unexpected end of template, the {_WHAT[kind]} is not closed{expected}")

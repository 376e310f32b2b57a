"""What the stages of the engine need to know of an environment: delimiters, names, policies.

The lexer, the parser, the compiler and the filters take a `Configuration`; the `Environment`, on
top of them, is one that can also find and compile templates.
"""

from collections.abc import Callable, MutableMapping
from typing import Any

from microweb.templating.lookup import Lookup
from microweb.templating.undefined import Undefined

__all__ = ["POLICIES", "Configuration", "Syntax"]

POLICIES: dict[str, Any] = {
    "json.dumps_function": None,
    "json.dumps_kwargs": {"sort_keys": True},
    "truncate.leeway": 5,
    "urlize.extra_schemes": None,
    "urlize.rel": "noopener",
    "urlize.target": None,
}
"""The settings of single filters: see `do_tojson`, `do_truncate` and `do_urlize`."""


class Syntax:
    """How the source of a template is read; every option has Jinja's name and meaning."""

    block_start_string = "{%"
    block_end_string = "%}"
    variable_start_string = "{{"
    variable_end_string = "}}"
    comment_start_string = "{#"
    comment_end_string = "#}"
    line_statement_prefix: str | None = None
    line_comment_prefix: str | None = None
    trim_blocks = False
    lstrip_blocks = False
    newline_sequence = "\n"
    keep_trailing_newline = False


class Configuration(Syntax):
    """What the compiler and the filters look up.

    Attributes:
        lookup: How attributes and items are found.
        filters: The filters, by name.
        tests: The tests, by name.
        globals: The variables every template sees.
        policies: Settings of single filters, by name.
        undefined: The class of a value that is not there.
        autoescape: Whether values are escaped, or a function of the name that decides.
        finalize: What every value passes through before it is written, or None.
        nonce: Gives the nonce of the page that is being rendered, or None for no nonces.
    """

    lookup: Lookup
    filters: MutableMapping[str, Callable[..., Any]]
    tests: MutableMapping[str, Callable[..., Any]]
    globals: MutableMapping[str, Any]
    policies: dict[str, Any]
    undefined: type[Undefined] = Undefined
    autoescape: bool | Callable[[str | None], bool] = True
    finalize: Callable[..., Any] | None = None
    nonce: Callable[[], str | None] | None = None

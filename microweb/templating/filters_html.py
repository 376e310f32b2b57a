"""The filters that make HTML, URLs and JSON, or take HTML apart."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from microweb.templating.decorators import pass_eval_context
from microweb.templating.evaluation import EvalContext
from microweb.templating.exceptions import FilterArgumentError
from microweb.templating.markup import Markup, escape
from microweb.templating.undefined import Undefined
from microweb.templating.urlize import urlize

__all__ = ["HTML_FILTERS"]

# White space, quotes, `>`, `/` and `=` end the name of an attribute, and so do control
# characters. HTML section 13.1.2.3.
_NOT_IN_NAME_RE = re.compile(r"[\s\x00-\x1f\x7f\"'<>/=]")
_SCHEME_RE = re.compile(r"(?:[\w.+-]+:(?:/){0,2})", re.ASCII)


def do_forceescape(value: Any) -> Markup:
    """Escape a value, even if it is safe."""
    render = getattr(value, "__html__", None)
    return escape(str(value if render is None else render()))


def do_safe(value: Any) -> Markup:
    """Mark text as safe: it is written as it is."""
    return Markup(value)


def do_striptags(value: Any) -> str:
    """Give the text of HTML, with white space collapsed."""
    render = getattr(value, "__html__", None)
    return Markup(str(value if render is None else render())).striptags()


@pass_eval_context
def do_tojson(eval_ctx: EvalContext, value: Any, indent: int | None = None) -> Markup:
    r"""Give a value as JSON that may stand in a `script` or in an attribute in single quotes.

    `<`, `>`, `&` and `'` are written as `\u003c` and its like.

    Args:
        eval_ctx: Its policies `json.dumps_function` and `json.dumps_kwargs` are used.
        value: The value.
        indent: How many spaces to indent each level by, for a reader.
    """
    policies = eval_ctx.environment.policies
    dumps = policies["json.dumps_function"]
    options = dict(policies["json.dumps_kwargs"])
    if dumps is None:
        from json import dumps
    if indent is not None:
        options["indent"] = indent
    text = dumps(value, **options)
    return Markup(
        text.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("'", "\\u0027")
    )


def do_urlencode(value: Any) -> str:
    """Quote text for a URL, or a mapping or pairs as a query string."""
    if isinstance(value, str | bytes) or not hasattr(value, "__iter__"):
        return _quoted(value)
    items: Iterable[tuple[Any, Any]] = value
    if isinstance(value, Mapping):
        items = cast("Mapping[Any, Any]", value).items()
    return "&".join(
        f"{_quoted(key, query=True)}={_quoted(item, query=True)}" for key, item in items
    )


def _quoted(value: Any, *, query: bool = False) -> str:
    # Only this filter needs the module (4 ms).
    from urllib.parse import quote_from_bytes

    data = value if isinstance(value, bytes) else str(value).encode()
    quoted = quote_from_bytes(data, b"" if query else b"/")
    return quoted.replace("%20", "+") if query else quoted


@pass_eval_context
def do_urlize(
    eval_ctx: EvalContext,
    value: Any,
    trim_url_limit: int | None = None,
    nofollow: bool = False,  # Jinja's signature
    target: str | None = None,
    rel: str | None = None,
    extra_schemes: list[str] | None = None,
) -> str:
    """Make links of the URLs and addresses in text.

    Args:
        eval_ctx: Its policies `urlize.rel`, `urlize.target` and `urlize.extra_schemes` are used.
        value: The text; it is escaped, unless it is safe.
        trim_url_limit: The most characters of a URL that are shown.
        nofollow: Whether to add `nofollow` to the `rel` of the links.
        target: The `target` of the links.
        rel: More for the `rel` of the links.
        extra_schemes: Schemes to make links of, beside http, https and mailto.
    """
    policies = eval_ctx.environment.policies
    words = set((rel or "").split()) | set((policies["urlize.rel"] or "").split())
    if nofollow:
        words.add("nofollow")
    schemes = policies["urlize.extra_schemes"] if extra_schemes is None else extra_schemes
    for scheme in schemes or ():
        if _SCHEME_RE.fullmatch(scheme) is None:
            raise FilterArgumentError(f"{scheme!r} is not a valid URI scheme prefix.")
    linked = urlize(
        str(escape(value)),
        limit=trim_url_limit,
        rel=" ".join(sorted(words)),
        target=policies["urlize.target"] if target is None else target,
        schemes=tuple(schemes or ()),
    )
    return Markup(linked) if eval_ctx.autoescape else linked


@pass_eval_context
def do_xmlattr(
    eval_ctx: EvalContext,
    d: Mapping[str, Any],
    autospace: bool = True,
) -> str:
    """Give a mapping as attributes of a tag; values that are none or undefined are left out.

    Args:
        eval_ctx: Whether the outcome is safe.
        d: The attributes.
        autospace: Whether to put a space before the first.

    Raises:
        ValueError: A key cannot be the name of an attribute.

    HTML section 13.1.2.3.
    """
    attributes: list[str] = []
    for key, value in d.items():
        if value is None or isinstance(value, Undefined):
            continue
        if not key or _NOT_IN_NAME_RE.search(key):
            raise ValueError(f"Invalid character in attribute name: {key!r}")
        attributes.append(f'{escape(key)}="{escape(value)}"')
    text = " ".join(attributes)
    if autospace and text:
        text = " " + text
    return Markup(text) if eval_ctx.autoescape else text


HTML_FILTERS: dict[str, Callable[..., Any]] = {
    "e": escape,
    "escape": escape,
    "forceescape": do_forceescape,
    "safe": do_safe,
    "striptags": do_striptags,
    "tojson": do_tojson,
    "urlencode": do_urlencode,
    "urlize": do_urlize,
    "xmlattr": do_xmlattr,
}

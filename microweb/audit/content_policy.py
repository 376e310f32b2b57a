"""Look for holes in a content security policy of the app's own."""

import re
from collections.abc import Iterator

from microweb.audit.findings import Finding
from microweb.security.policy import PLAIN_POLICY

__all__ = ["audit_content_policy"]

_KEY = "CONTENT_SECURITY_POLICY"
_STRICT = "script-src 'nonce-{nonce}' 'strict-dynamic'"
_SCRIPTS = ("script-src", "script-src-elem", "script-src-attr")
_ANY = frozenset({"*", "*:*", "http:", "https:", "http://*", "https://*"})
# Of a policy that a page may have, what lets others in; images of any site harm nobody.
_GUARDED = {
    **dict.fromkeys(_SCRIPTS, "scripts of any site run"),
    "default-src": "what has no rule of its own may come from any site",
    "object-src": "plugins of any site run",
    "base-uri": "an injected <base> leads every relative address elsewhere",
    "form-action": "an injected form sends what people type to any site",
    "frame-ancestors": "any site can show the pages in a frame, below its own buttons",
}
_FIXED_NONCE_RE = re.compile(r"'nonce-(?!\{nonce\}')")


def audit_content_policy(policy: str | None) -> Iterator[Finding]:
    """Check the setting CONTENT_SECURITY_POLICY.

    W3C Content Security Policy Level 3; OWASP Content Security Policy Cheat Sheet.
    """
    if not policy or policy == PLAIN_POLICY:
        return
    rules = _parse(policy)
    yield from _audit_scripts(rules)
    for directive, sources in rules.items():
        found = sorted(_wide_sources(directive, sources))
        if found and directive in _GUARDED:
            yield Finding(
                "warning",
                "csp-any-source",
                f"{_KEY} has {directive} {' '.join(found)}: {_GUARDED[directive]}",
                f"Name the sites instead, or write {directive} 'self'.",
            )
    if _FIXED_NONCE_RE.search(policy):
        yield Finding(
            "error",
            "csp-fixed-nonce",
            f"{_KEY} has a nonce that is the same on every page: an injected script can carry it",
            "Write 'nonce-{nonce}', which becomes another one for each page.",
        )


def _parse(policy: str) -> dict[str, list[str]]:
    """Give the sources by directive, in lower case; of two of a name the first counts."""
    rules: dict[str, list[str]] = {}
    for part in policy.split(";"):
        words = part.split()
        if words:
            rules.setdefault(words[0].lower(), [word.lower() for word in words[1:]])
    return rules


def _audit_scripts(rules: dict[str, list[str]]) -> Iterator[Finding]:
    own = [name for name in _SCRIPTS if name in rules]
    deciding = own if "script-src" in own else [*own, *(["default-src"] * ("default-src" in rules))]
    if not {"script-src", "default-src"} & set(deciding):
        yield Finding(
            "warning",
            "csp-no-script-src",
            f"{_KEY} has neither script-src nor default-src: any script runs, an injected one too",
            f"Add {_STRICT}; the templates' own tags get the nonce.",
        )
    for directive in deciding:
        for source, consequence, fix in _UNSAFE:
            if source in rules[directive]:
                yield Finding(
                    "warning",
                    f"csp-{source.strip(chr(39))}",
                    f"{_KEY} has {directive} {source}: {consequence}",
                    fix,
                )


_UNSAFE = (
    (
        "'unsafe-inline'",
        "an injected script runs",
        f"Write {_STRICT}; the templates' own tags get the nonce.",
    ),
    (
        "'unsafe-eval'",
        "text that reaches eval() runs as a script",
        "Take it out, and replace eval() and new Function() in the scripts.",
    ),
)


def _wide_sources(directive: str, sources: list[str]) -> set[str]:
    """Give the sources that stand for every site, unless browsers pass over them."""
    is_script = directive in (*_SCRIPTS, "default-src")
    if is_script and "'strict-dynamic'" in sources:
        return set()
    return set(sources) & (_ANY | {"data:"} if is_script else _ANY)

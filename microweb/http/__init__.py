"""HTTP's grammar as values: parsers and formatters that know no socket, no environ and no app.

The names are imported when they are first asked for: a module that needs one for some requests
alone says `from microweb import http` and `http.parse_cookie(...)`, and a program whose requests
bring no cookies starts without that parser. `__init__.pyi` lists the names for type checkers.
"""

from microweb.late_names import late_names

_MODULES = {
    "accept": ("best_match", "parse_accept"),
    "cookies": ("MAX_COOKIE_SIZE", "dump_cookie", "parse_cookie"),
    "dates": ("format_http_date", "parse_http_date"),
    "filenames": ("secure_filename",),
    "headers": ("FieldError", "Headers", "HeaderSource", "check_field"),
    "hosts": ("is_trusted_host", "parse_host"),
    "locations": ("check_location",),
    "multidict": ("MultiDict",),
    "options": ("parse_options",),
    "percent": ("PATH_SAFE", "QUERY_SAFE", "percent_decode", "percent_encode"),
    "problem": ("render_problem",),
    "query": ("TooManyFieldsError", "format_query", "parse_query", "split_query"),
    "status": ("REASONS", "format_status", "parse_status"),
    "strict_json": ("parse_json",),
}
_HOMES = {name: f"{__name__}.{room}" for room, names in _MODULES.items() for name in names}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__, __dir__ = late_names(__name__, _HOMES)

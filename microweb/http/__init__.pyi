from microweb.http.accept import best_match, parse_accept
from microweb.http.cookies import MAX_COOKIE_SIZE, dump_cookie, parse_cookie
from microweb.http.dates import format_http_date, parse_http_date
from microweb.http.filenames import secure_filename
from microweb.http.headers import FieldError, Headers, HeaderSource, check_field
from microweb.http.hosts import is_trusted_host, parse_host
from microweb.http.locations import check_location
from microweb.http.multidict import MultiDict
from microweb.http.options import parse_options
from microweb.http.percent import PATH_SAFE, QUERY_SAFE, percent_decode, percent_encode
from microweb.http.problem import render_problem
from microweb.http.query import TooManyFieldsError, format_query, parse_query, split_query
from microweb.http.status import REASONS, format_status, parse_status
from microweb.http.strict_json import parse_json

__all__ = [
    "MAX_COOKIE_SIZE",
    "PATH_SAFE",
    "QUERY_SAFE",
    "REASONS",
    "FieldError",
    "HeaderSource",
    "Headers",
    "MultiDict",
    "TooManyFieldsError",
    "best_match",
    "check_field",
    "check_location",
    "dump_cookie",
    "format_http_date",
    "format_query",
    "format_status",
    "is_trusted_host",
    "parse_accept",
    "parse_cookie",
    "parse_host",
    "parse_http_date",
    "parse_json",
    "parse_options",
    "parse_query",
    "parse_status",
    "percent_decode",
    "percent_encode",
    "render_problem",
    "secure_filename",
    "split_query",
]

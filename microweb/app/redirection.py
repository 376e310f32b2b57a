"""Make responses that send a client on."""

from microweb import exceptions, http
from microweb.responses.response import Response

__all__ = ["make_redirect"]

_LOCATION_SAFE = "!#$%&'()*+,/:;=?@[]"
_REDIRECTS = frozenset({301, 302, 303, 305, 307, 308})


def make_redirect(
    location: str, code: int = 303, response_class: type[Response] = Response
) -> Response:
    """Give a response that sends the client on.

    Args:
        location: A path of this site, or an http(s) URL.
        code: The status; by default 303, which makes a GET of whatever was asked.
        response_class: What to make.

    Raises:
        TypeError: The location is a function.
        BadRequest: A browser would read the location otherwise than it is written.
        ValueError: The code is not one of a redirect.

    RFC 9110 section 15.4; OWASP Unvalidated Redirects and Forwards.
    """
    if callable(location):
        name = getattr(location, "__name__", "...")
        raise TypeError(f"redirect() takes an address, not a view: redirect(url_for({name!r}))")
    if code not in _REDIRECTS:
        raise ValueError(f"redirect(..., code={code}): a redirect is one of {sorted(_REDIRECTS)}")
    try:
        target = http.percent_encode(http.check_location(location), safe=_LOCATION_SAFE)
    except ValueError as exc:
        raise exceptions.BadRequest(f"{exc}.") from None
    page = '<!doctype html>\n<title>Redirecting</title>\n<p><a href="{}">Go on</a>.</p>\n'
    shown = target.replace("&", "&amp;").replace("'", "&#39;")
    return response_class(page.format(shown), code, {"Location": target})

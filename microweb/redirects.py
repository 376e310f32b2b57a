"""Send a client back to where it came from, and nowhere else."""

from microweb.context import current_context
from microweb.helpers import redirect
from microweb.http.locations import is_local_location
from microweb.requests.request import Request
from microweb.responses.response import Response

__all__ = ["is_safe_url", "redirect_back"]


def is_safe_url(target: str | None) -> bool:
    """Say whether a redirect to a target stays on the origin of the request.

    The decision is made on the raw text: what a browser would read otherwise than it is written is
    never safe.

    Args:
        target: A path, or a URL with scheme and host, as a client sent it.

    OWASP Unvalidated Redirects and Forwards; URL Standard.
    """
    origin = current_context().request.host_url[:-1]
    return target is not None and is_local_location(target, origin)


def redirect_back(default: str = "/", *, parameter: str = "next", code: int = 303) -> Response:
    """Give a response that sends the client back.

    Where to is, of these the first that is safe: the form's or the query's `next`, the Referer
    header, the default.

    Args:
        default: A path of this site.
        parameter: The name of the field.
        code: The status.

    Raises:
        BadRequest: The default is one that `redirect` refuses.
    """
    request = current_context().request
    for target in _candidates(request, parameter):
        if target is not None and is_safe_url(target):
            return redirect(target, code)
    return redirect(default, code)


def _candidates(request: Request, parameter: str) -> list[str | None]:
    fields = [request.args.get(parameter)]
    if request.method not in ("GET", "HEAD"):
        fields.insert(0, request.form.get(parameter))
    return [*fields, request.referrer]

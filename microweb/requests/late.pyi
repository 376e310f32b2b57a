from microweb.requests.body import Body, open_body, parse_content_length
from microweb.requests.parameters import Cookies, Parameters
from microweb.requests.uploads import FileStorage

__all__ = [
    "Body",
    "Cookies",
    "FileStorage",
    "Parameters",
    "open_body",
    "parse_content_length",
]

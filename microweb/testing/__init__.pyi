from microweb.testing.app_client import AppClient, make_app_environ
from microweb.testing.client import Client, TestResponse
from microweb.testing.cookies import Cookie, CookieJar
from microweb.testing.environ import make_environ

__all__ = [
    "AppClient",
    "Client",
    "Cookie",
    "CookieJar",
    "TestResponse",
    "make_app_environ",
    "make_environ",
]

"""What tests send requests with: a client without a server, and the environs it makes."""

from microweb.testing.client import Client, TestResponse
from microweb.testing.cookies import Cookie, CookieJar
from microweb.testing.environ import make_environ

__all__ = ["Client", "Cookie", "CookieJar", "TestResponse", "make_environ"]

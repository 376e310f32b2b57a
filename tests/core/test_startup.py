"""What a program loads before its first answer: start-up is part of speed."""

import subprocess
import sys
from pathlib import Path

import microweb

ROOT = Path(microweb.__file__).parents[1]

FIRST_ANSWER = """
import sys
from microweb import App
app = App("hello")
app.get("/")(lambda: "Hello!")
environ = {
    "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": "/", "QUERY_STRING": "",
    "SERVER_NAME": "x", "SERVER_PORT": "80", "HTTP_HOST": "x", "wsgi.url_scheme": "http",
}
assert app(environ, lambda *head: None) == [b"Hello!"]
print(*sys.modules, sep="\\n")
"""

# Each costs from half a millisecond to twelve, where all of microweb takes about 20.
LATE = """
argparse ast asyncio base64 concurrent.futures configparser dataclasses decimal dis difflib email
fractions hashlib hmac html http http.client http.cookies http.server inspect ipaddress logging
mimetypes pathlib pickle queue random secrets selectors shutil signal socket socketserver sqlite3
ssl statistics string subprocess tempfile textwrap threading tokenize traceback unicodedata urllib
urllib.parse urllib.request uuid wsgiref.simple_server zlib
microweb.app.retry microweb.audit microweb.auth microweb.cli microweb.explain microweb.globals
microweb.helpers microweb.openapi microweb.rate_limits microweb.requests.forms
microweb.security.accounts microweb.security.events microweb.security.passwords
microweb.security.signing microweb.security.throttle microweb.security.wordlist microweb.server
microweb.sessions.codec microweb.sessions.cookie microweb.sessions.stored microweb.stores
microweb.templating.compiler microweb.templating.environment microweb.templating.markup
microweb.views
"""


def test_a_first_answer_loads_nothing_that_can_wait():
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, '.'){FIRST_ANSWER}"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    loaded = set(run.stdout.split())
    assert "microweb.app.application" in loaded
    assert [name for name in LATE.split() if name in loaded] == []

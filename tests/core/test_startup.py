"""What a program loads before its first answer: start-up is part of speed."""

import subprocess
import sys
from pathlib import Path

import microweb

ROOT = Path(microweb.__file__).parents[1]

FIRST_ANSWER = """
import sys
from microweb import App
app = App(__name__)
app.get("/")(lambda: "Hello!")
app.get("/user/<name>", endpoint="user")(lambda name: f"Hello {name}!")
app.get("/data", endpoint="data")(lambda: {"a": 1})
environ = {
    "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": "/", "QUERY_STRING": "",
    "SERVER_NAME": "x", "SERVER_PORT": "80", "HTTP_HOST": "x", "wsgi.url_scheme": "http",
}
assert app(environ, lambda *head: None) == [b"Hello!"]
print(*sys.modules, sep="\\n")
"""

# Each costs from a tenth of a millisecond to twelve, where all of microweb takes about 15.
LATE = """
argparse ast asyncio base64 concurrent.futures configparser dataclasses decimal difflib dis email
fractions hashlib hmac html http http.client http.cookies http.server importlib inspect ipaddress
json logging mimetypes pathlib pickle queue random secrets selectors shutil signal socket
socketserver sqlite3 ssl statistics string subprocess tempfile textwrap threading tokenize
traceback unicodedata urllib urllib.parse urllib.request uuid wsgiref.simple_server zlib
microweb.app.blueprints microweb.app.links microweb.app.misses microweb.app.redirection
microweb.app.resources microweb.app.retry microweb.app.rule_redirects
microweb.app.template_loading microweb.app.templates microweb.audit microweb.auth microweb.cli
microweb.commands microweb.exceptions.aborting microweb.exceptions.client
microweb.exceptions.server microweb.explain microweb.globals microweb.helpers microweb.http.accept
microweb.http.cookies microweb.http.dates microweb.http.filenames microweb.http.locations
microweb.http.multidict microweb.http.options microweb.http.percent microweb.http.problem
microweb.http.query microweb.http.status microweb.http.strict_json microweb.logs microweb.openapi
microweb.proxies microweb.rate_limits microweb.requests.body microweb.requests.forms
microweb.requests.parameters microweb.requests.uploads microweb.security.accounts
microweb.security.events microweb.security.passwords microweb.security.signing
microweb.security.throttle microweb.security.tokens microweb.security.wordlist microweb.server
microweb.sessions.codec microweb.sessions.configured microweb.sessions.cookie
microweb.sessions.interface microweb.sessions.session microweb.sessions.stored microweb.stores
microweb.templating microweb.testing microweb.views
"""


def load(program: str) -> set[str]:
    """Run a program that prints what it has loaded."""
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, '.'){program}"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return set(run.stdout.split())


def test_a_first_answer_loads_nothing_that_can_wait():
    loaded = load(FIRST_ANSWER)
    assert "microweb.app.application" in loaded
    assert [name for name in LATE.split() if name in loaded] == []


def test_a_first_answer_loads_few_modules():
    loaded = load(FIRST_ANSWER)
    own = [name for name in loaded if name.partition(".")[0] == "microweb"]
    assert len(own) <= 70  # each takes 0.1 ms or more

"""Hostile strings from a small grammar: ways out of a context, times things that run.

Each string has a number, and when it runs it sets `top.hit<number>`: see `SEEN`.
"""

import random
from itertools import product

__all__ = ["BEACON", "COUNT", "SEEN", "TOUCH", "hostile_strings"]

COUNT = 300
_SEED = 20261121

BEACON = "/beacon/"
"""The path below which a string loads something, with its number."""

SEEN = "return Object.keys(top).filter((name) => /^hit[0-9]+$/.test(name))"
"""A script that gives the names that the strings which ran have set."""

# Ways out of text, attributes, raw text, comments, scripts and styles.
_EXITS = (
    "",
    '">',
    "'>",
    '" ',
    "' ",
    "</title>",
    "</textarea>",
    "</style>",
    "</script>",
    "</noscript></template></select></svg></math>",
    "-->",
    "--!>",
    "]]>",
    "<!--<script>",
    "\\",
    "\0<",
    "%3C",
    "&lt;",
    "\u2028",
    "\ufeff",
    "{{ 7*7 }}{% raw %}",
    "<",
)

# What runs RUN once it stands in markup.
_ELEMENTS = (
    "<script>RUN</script>",
    "<ScRiPt\n>RUN</sCrIpT\t>",
    "<script src=HOME/beacon/NUMBER></script>",
    "<script src=data:,RUN></script>",
    "<img src=x onerror=RUN>",
    "<img/src=x/onerror=RUN>",
    "<IMG SRC=x ONERROR\n=\n'RUN'>",
    "<img src=x onerror=RUN x=",
    "<svg onload=RUN>",
    "<svg onload=RUN//",
    "<svg><script>RUN</script></svg>",
    "<svg><animate onbegin=RUN attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:RUN><text y=9>x</text></a></svg>",
    "<math><mtext><img src=x onerror=RUN></mtext></math>",
    "<details open ontoggle=RUN>x</details>",
    "<input autofocus onfocus=RUN>",
    "<video><source onerror=RUN></video>",
    "<audio src=x onerror=RUN></audio>",
    "<body onpageshow=RUN>",
    "<iframe srcdoc='<script>RUN</script>'></iframe>",
    "<iframe src=javascript:RUN></iframe>",
    "<object data=javascript:RUN></object>",
    "<embed src=HOME/beacon/NUMBER>",
    "<a href=javascript:RUN>x</a>",
    "<a href='jAvA&Tab;ScRiPt&colon;RUN'>x</a>",
    "<form action=javascript:RUN><button>x</button></form>",
    "<button formaction=javascript:RUN form=f>x</button><form id=f></form>",
    "<marquee onstart=RUN>x</marquee>",
    "<style>@import 'HOME/beacon/NUMBER';</style>",
    "<link rel=stylesheet href=HOME/beacon/NUMBER>",
    "<p style='background:url(HOME/beacon/NUMBER)'>x</p>",
    "<p onclick=RUN onmouseover=RUN>x</p>",
    "<base href=//evil.example/><p onclick=RUN>x</p>",
    "<meta http-equiv=refresh content='0;url=javascript:RUN'>",
)

# What runs where a value is more than text already.
_BARE = (
    "onclick=RUN ",
    "autofocus onfocus=RUN ",
    "style='background:url(HOME/beacon/NUMBER)' ",
    "javascript:RUN",
    "JaVaScRiPt:RUN",
    "java\tscript:RUN",
    "\x01javascript:RUN",
    " javascript://%0aRUN",
    "data:text/html,<script>RUN</script>",
    "';RUN//",
    '";RUN//',
    "\\';RUN//",
    '\\";RUN//',
    "`-RUN-`",
    "${RUN}",
    "*/RUN/*",
    "\nRUN\n",
    "\u2029RUN//",
    "-RUN-",
    "};RUN;{",
    "}p{background:url(HOME/beacon/NUMBER)}",
    "/**/url(HOME/beacon/NUMBER)",
    "\\3c/style>",
)

# What is at home in an attribute, behind each quote that may end it.
_ATTRIBUTES = tuple(
    f"{quote} {attribute}"
    for quote in ('"', "'", '\\"', "\\'", "")
    for attribute in ("onmouseover=RUN x=", "autofocus onfocus=RUN x=")
)

# How it may be written; what a context or a proxy might decode on the way.
_ENCODINGS = (
    lambda text: text,
    lambda text: text.replace("<", "&lt;").replace(">", "&gt;"),
    lambda text: text.replace("<", "&#60;").replace('"', "&#x22;"),
    lambda text: text.replace("<", "%3C").replace(">", "%3E").replace('"', "%22"),
    lambda text: text.replace("<", "%253C").replace("'", "%2527"),
    lambda text: text.replace("<", "\\u003c").replace("'", "\\u0027"),
    lambda text: text.replace("<", "\\x3c").replace('"', "\\x22"),
    lambda text: text.replace("<", "+ADw-").replace(">", "+AD4-"),
    lambda text: text.replace("<", "\uff1c").replace(">", "\uff1e"),
    lambda text: text.replace("<", "<\0"),
    lambda text: text.replace("\n", "\r\n").replace(" ", "\x0c"),
    lambda text: f"{text}{text}",
)


def hostile_strings(home):
    """Give the strings, the same each time.

    What gets out as it is and runs is there whole; of the rest of the grammar, a sample.

    Args:
        home: The origin that beacons are sent to, such as `http://127.0.0.1:8000`.
    """
    plain = [f"{way}<img src=x onerror=RUN>" for way in _EXITS]
    mixed = [f"{way}{core}" for core, way in zip(_ELEMENTS, _cycle(_EXITS), strict=False)]
    certain = [*_ELEMENTS, *_BARE, *_ATTRIBUTES, *plain, *mixed]
    others = [
        encode(f"{way}{core}")
        for way, core, encode in product(_EXITS, (*_ELEMENTS, *_BARE), _ENCODINGS)
    ]
    chosen = random.Random(_SEED).sample(sorted(set(others) - set(certain)), COUNT)
    texts = list(dict.fromkeys([*certain, *chosen]))[:COUNT]
    return [
        text.replace("RUN", f"top.hit{number}=1")
        .replace("HOME", home)
        .replace("NUMBER", str(number))
        for number, text in enumerate(texts)
    ]


def _cycle(values):
    return list(values) * (len(_ELEMENTS) // len(values) + 1)


TOUCH = """
for (const element of document.querySelectorAll("*")) {
  for (const name of ["click", "mouseover", "focus", "toggle"])
    if (element.getAttribute("on" + name)) element.dispatchEvent(new Event(name));
  const address = element.getAttribute("href") ?? element.getAttributeNS(
    "http://www.w3.org/1999/xlink", "href") ?? element.getAttribute("action") ??
    element.getAttribute("formaction");
  if (/^[\\x00-\\x20]*j[\\t\\n\\r]*a[\\t\\n\\r]*v[\\t\\n\\r]*a/i.test(address ?? "")) {
    if (element.click) element.click(); else element.dispatchEvent(new MouseEvent("click"));
    if (element.submit) element.submit();
  }
}
"""
"""A script that does to a page what a visitor might: clicks, points, and goes through fields."""

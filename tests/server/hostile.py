"""Texts that would run a script if a page took them for markup; each sets `window.hit`."""

__all__ = ["HOSTILE"]

_RUN = "window.hit=1"

_MARKUP = [
    f"<script>{_RUN}</script>",
    f"<SCRIPT>{_RUN}</SCRIPT>",
    f"<script/x>{_RUN}</script >",
    f"<script\n>{_RUN}</script\t>",
    f'<script src="data:text/javascript,{_RUN}"></script>',
    f"<img src=x onerror={_RUN}>",
    f"<img/src='x'/onerror='{_RUN}'>",
    f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<body onload={_RUN}>",
    f"<details open ontoggle={_RUN}>",
    f"<input autofocus onfocus={_RUN}>",
    f'<iframe srcdoc="<script>parent.{_RUN}</script>"></iframe>',
    f'<iframe src="javascript:parent.{_RUN}"></iframe>',
    f'<object data="data:text/html,<script>{_RUN}</script>"></object>',
    f'<a href="javascript:{_RUN}">x</a>',
    f"<math><mtext><style><img src=x onerror={_RUN}></style></mtext></math>",
    f"<video><source onerror={_RUN}></video>",
    f"<marquee onstart={_RUN}>x</marquee>",
    f"<template><script>{_RUN}</script></template>",
    f'<base href="javascript:{_RUN}//">',
    f'<meta http-equiv=refresh content="0;url=javascript:{_RUN}">',
    f"<style>@import 'javascript:{_RUN}';</style>",
    f'<link rel=stylesheet href="javascript:{_RUN}">',
    f'<form action="javascript:{_RUN}"><button>x</button></form>',
]

# Ways out of the place where a text stands.
_EXITS = [
    "",
    '"',
    "'",
    '">',
    "'>",
    "-->",
    "<!--",
    "</pre>",
    "</td></tr></table>",
    "</title>",
    "</style>",
    "</script>",
    "]]>",
]

_ODD = [
    "&lt;script&gt;window.hit=1&lt;/script&gt;",
    "&#60;script&#62;window.hit=1&#60;/script&#62;",
    "\x00<script>window.hit=1</script>",
    "\ud800<script>window.hit=1</script>",
    "\u2028<script>window.hit=1</script>",
    "\xff\xfe<script>window.hit=1</script>",
    "+ADw-script+AD4-window.hit=1+ADw-/script+AD4-",
    "\x1b$B<script>window.hit=1</script>",
    "{{ 7 * 7 }}<% %>${7*7}",
    "<",
    "<<",
    "<!",
    "<?",
    "</",
    "&",
    "&#x3C",
    "\\u003cscript\\u003ewindow.hit=1\\u003c/script\\u003e",
]

HOSTILE = [way + markup for way in _EXITS for markup in _MARKUP] + _ODD

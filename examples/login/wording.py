"""Times and browsers, as people call them: filters for the templates."""

import math
from datetime import UTC, datetime

from microweb import App

__all__ = ["browser_name", "init_app", "moment", "waiting_time"]

# The first that fits: each of them also calls itself one of those below.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
    "curl/": "curl",
}
_SYSTEMS = {
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def init_app(app: App) -> None:
    """Give the templates their filters."""
    app.add_template_filter(browser_name)
    app.add_template_filter(moment)


def browser_name(user_agent: str) -> str:
    """Give a browser's name, such as `Firefox on Linux`: a hint, since it may say anything."""
    browser = _first(_BROWSERS, user_agent) or "Another program"
    system = _first(_SYSTEMS, user_agent)
    return f"{browser} on {system}" if system else browser


def moment(timestamp: float) -> str:
    """Give a Unix time, in seconds, to the minute: `21 Nov 2026, 17:05 UTC`."""
    return f"{datetime.fromtimestamp(timestamp, UTC):%-d %b %Y, %H:%M} UTC"


def waiting_time(seconds: float) -> str:
    """Say how long to wait: to the second, or above two minutes to the minute."""
    whole = math.ceil(seconds)
    return f"{math.ceil(whole / 60)} minutes" if whole > 120 else f"{whole} seconds"


def _first(names: dict[str, str], text: str) -> str | None:
    return next((name for part, name in names.items() if part in text), None)

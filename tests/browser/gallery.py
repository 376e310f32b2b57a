"""Shows collected answers in a browser, and tells which hostile strings ran there."""

import json

from tests.browser.hostile import BEACON, SEEN, TOUCH
from tests.browser.sites import Served

__all__ = ["CLOSING", "Gallery", "look", "look_at_all"]

HELD_BACK = {"content-security-policy", "x-frame-options"}


class Gallery(Served):
    """Shows answers that were collected before, as pages.

    Attributes:
        shown: Status line, header fields and body by path.
        beacons: The paths of what a string loaded.
    """

    def __init__(self):
        self.shown = {}
        self.beacons = []
        super().__init__()

    def answer(self, environ, start_response):
        """Answer with what is shown at the path."""
        path = environ["PATH_INFO"]
        status, fields, body = self.shown.get(path, ("404 Not Found", [], b""))
        if path.startswith(BEACON):
            self.beacons.append(path)
            number = path.removeprefix(BEACON)
            status, fields = "200 OK", [("Content-Type", "text/javascript")]
            body = f"top.hit{number}=1".encode()
        start_response(status, fields)
        return [body]

    def show(self, path, response, *, with_policy=False):
        """Show an answer at a path."""
        fields = [
            (name, value)
            for name, value in response.headers
            if with_policy or name.lower() not in HELD_BACK
        ]
        self.shown[path] = response.status, fields, response.get_data()
        return self.url + path


LOOK = f"""
const touch = {json.dumps(TOUCH)};
const inner = Array.from(document.querySelectorAll("iframe"), (frame) => frame.contentWindow);
for (const each of [window, ...inner]) {{ try {{ each.eval(touch) }} catch {{}} }}
"""
WAIT = "const [go] = arguments; setTimeout(() => setTimeout(go, 50), 50)"

# A frame is filled by the same parser as a page that is loaded, in a tenth of the time.
FILL = """
for (const page of arguments[0]) {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  frame.contentDocument.open();
  frame.contentDocument.write(page);
  frame.contentDocument.close();
}
"""
EMPTY = "200 OK", [("Content-Type", "text/html; charset=utf-8")], b"<!doctype html><body>"
FRAMES = 30  # with several pages in each, which takes less time
# What ends anything that a string may have opened, so that it does not hide the next.
CLOSING = (
    "'\"></title></textarea></style></script></template></select></noscript></svg></math></table>"
    "<!---->\n"
)
LOADED = 12  # answers that are no pages, and are shown all the same


def touch(driver):
    """Do to the page what a visitor might; give what ran since it was opened."""
    driver.execute_async_script(WAIT)
    ran = set(driver.execute_script(SEEN))
    driver.execute_script(LOOK)
    driver.execute_async_script(WAIT)
    return ran | set(driver.execute_script(SEEN))


def look(driver, url):
    """Open a page; give what ran."""
    driver.get(url)
    return touch(driver)


def look_at_all(driver, gallery, answers, *, frames=FRAMES):
    """Show answers, each different one once, in frames; give what ran.

    What a browser does not take for a page is told by its type. A few of these are loaded, too.
    """
    different = {(one.status, *one.headers, one.get_data()): one for one in answers}.values()
    pages = [one.text for one in different if one.mimetype == "text/html"]
    others = [one for one in different if one.mimetype != "text/html"]
    paths = [gallery.show(f"/{n}", one) for n, one in enumerate(others[:LOADED])]
    loaded = "".join(f"<iframe src={path}></iframe>" for path in paths).encode()
    gallery.shown["/all"] = *EMPTY[:2], EMPTY[2] + loaded
    driver.get(f"{gallery.url}/all")
    driver.execute_script(FILL, [CLOSING.join(pages[n::frames]) for n in range(frames)])
    return touch(driver)

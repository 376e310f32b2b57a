"""Keep templates that were compiled, in a number that is bounded."""

from threading import Lock

from microweb.templating.loaders import BaseLoader
from microweb.templating.template import Template

__all__ = ["TemplateCache"]


class TemplateCache:
    """Templates by their loader and name; the one that is there longest makes room.

    Reading takes no lock: a template that is used again after it went comes back as the youngest.

    Args:
        size: How many to keep; 0 for none, -1 for all.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._templates: dict[tuple[BaseLoader, str], Template] = {}
        self._lock = Lock()

    def find(self, loader: BaseLoader, name: str) -> Template | None:
        """Give a template that is kept."""
        return self._templates.get((loader, name))

    def keep(self, loader: BaseLoader, name: str, template: Template) -> None:
        """Keep a template."""
        if not self._size:
            return
        with self._lock:
            self._templates.pop((loader, name), None)
            while 0 < self._size <= len(self._templates):
                del self._templates[next(iter(self._templates))]
            self._templates[loader, name] = template

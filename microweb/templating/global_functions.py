"""The functions that every template sees: namespace, range, dict, cycler, joiner, lipsum."""

from typing import Any

from microweb.templating.exceptions import TemplateRuntimeError
from microweb.templating.markup import Markup

__all__ = ["GLOBALS", "Cycler", "Joiner", "Namespace", "lipsum", "namespace_values"]


class Namespace:
    """Variables that a template can assign to from an inner scope."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.__values: dict[str, Any] = dict(*args, **kwargs)

    def __getattribute__(self, name: str) -> Any:
        # What a template stored wins over everything Python has.
        if name in {"_Namespace__values", "__class__"}:
            return object.__getattribute__(self, name)
        try:
            return self.__values[name]
        except KeyError:
            raise AttributeError(name) from None

    def __repr__(self) -> str:
        return f"<Namespace {self.__values!r}>"


def namespace_values(value: Any) -> dict[str, Any]:
    """Give the values of a namespace, to assign to one."""
    if value.__class__ is not Namespace:
        raise TemplateRuntimeError("cannot assign attribute on non-namespace object")
    values: dict[str, Any] = object.__getattribute__(value, "_Namespace__values")
    return values


class Cycler:
    """Gives its values in turn, over and over."""

    def __init__(self, *items: Any) -> None:
        if not items:
            raise TemplateRuntimeError("at least one item has to be provided")
        self.items = items
        self.pos = 0

    def reset(self) -> None:
        """Start again with the first value."""
        self.pos = 0

    @property
    def current(self) -> Any:
        """The value whose turn it is."""
        return self.items[self.pos]

    def next(self) -> Any:
        """Give the value whose turn it is, and go to the next."""
        value = self.current
        self.pos = (self.pos + 1) % len(self.items)
        return value

    def __next__(self) -> Any:
        return self.next()


class Joiner:
    """Gives nothing at the first call and a separator at every other."""

    def __init__(self, sep: str = ", ") -> None:
        self.sep = sep
        self.used = False

    def __call__(self) -> str:
        """Give nothing the first time, then the separator."""
        if not self.used:
            self.used = True
            return ""
        return self.sep


_WORDS = """
ad adipiscing aliqua aliquip amet anim aute cillum commodo consectetur consequat culpa cupidatat
deserunt do dolor dolore duis ea eiusmod elit enim esse est et eu ex excepteur exercitation fugiat
id in incididunt ipsum irure labore laboris laborum lorem magna minim mollit nisi non nostrud nulla
occaecat officia pariatur proident qui quis reprehenderit sed sint sit sunt tempor ullamco ut velit
veniam voluptate
"""


def lipsum(
    n: int = 5,
    html: bool = True,  # Jinja's signature
    min: int = 20,  # noqa: A002
    max: int = 100,  # noqa: A002
) -> str:
    """Give filler text.

    Args:
        n: How many paragraphs.
        html: Whether to make paragraphs of HTML.
        min: The fewest words of a paragraph.
        max: One more than the most words of a paragraph.
    """
    paragraphs = [_paragraph(min, max) for _ in range(n)]
    if not html:
        return "\n\n".join(paragraphs)
    return Markup("\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))


def _paragraph(fewest: int, most: int) -> str:
    # Filler is for drafts; others need no random numbers (8 ms).
    from random import choices, randrange

    words = choices(_WORDS.split(), k=randrange(fewest, most))  # noqa: S311  # nothing to guess here
    sentences: list[str] = []
    while words:
        size = randrange(4, 12)  # noqa: S311
        sentences.append(" ".join(words[:size]).capitalize() + ".")
        words = words[size:]
    return " ".join(sentences)


GLOBALS: dict[str, Any] = {
    "cycler": Cycler,
    "dict": dict,
    "joiner": Joiner,
    "lipsum": lipsum,
    "namespace": Namespace,
    "range": range,
}

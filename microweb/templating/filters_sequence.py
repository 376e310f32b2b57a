"""The filters for sequences: pick, order, group and reshape items."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, groupby, islice
from typing import Any, NamedTuple

from microweb.templating.attributes import attribute_getter, attribute_list_getter, ignore_case
from microweb.templating.configuration import Configuration
from microweb.templating.decorators import pass_context, pass_environment, pass_eval_context
from microweb.templating.evaluation import EvalContext
from microweb.templating.exceptions import FilterArgumentError
from microweb.templating.markup import escape, soft_str
from microweb.templating.runtime import Context
from microweb.templating.undefined import MISSING, Undefined

__all__ = ["SEQUENCE_FILTERS", "Group"]

_Items = Iterable[Any]
_PLAIN = frozenset({bool, float, int, str})


class Group(NamedTuple):
    """The items that share a value."""

    grouper: Any
    list: list[Any]

    def __repr__(self) -> str:
        return repr(tuple(self))


def do_batch(value: _Items, linecount: int, fill_with: Any = None) -> Iterator[list[Any]]:
    """Yield lists of a number of items; the last is filled up, where a filler is given."""
    iterator = iter(value)
    while batch := list(islice(iterator, linecount)):
        if fill_with is not None:
            batch += [fill_with] * (linecount - len(batch))
        yield batch


def do_dictsort(
    value: Mapping[Any, Any],
    case_sensitive: bool = False,  # the arguments are Jinja's, here and below
    by: str = "key",
    reverse: bool = False,
) -> list[tuple[Any, Any]]:
    """Give the pairs of a mapping, sorted by key or by value."""
    if by not in {"key", "value"}:
        raise FilterArgumentError('You can only sort by either "key" or "value"')
    position = 0 if by == "key" else 1

    def key(pair: tuple[Any, Any]) -> Any:
        return pair[position] if case_sensitive else ignore_case(pair[position])

    return sorted(value.items(), key=key, reverse=reverse)


@pass_environment
def do_first(environment: Configuration, seq: _Items) -> Any:
    """Give the first item."""
    first = next(iter(seq), MISSING)
    if first is MISSING:
        return environment.undefined("No first item, sequence was empty.")
    return first


@pass_environment
def do_last(environment: Configuration, seq: Any) -> Any:
    """Give the last item of a sequence that can be read backwards."""
    last = next(iter(reversed(seq)), MISSING)
    if last is MISSING:
        return environment.undefined("No last item, sequence was empty.")
    return last


@pass_environment
def do_groupby(
    environment: Configuration,
    value: _Items,
    attribute: str | int,
    default: Any = None,
    case_sensitive: bool = False,
) -> list[Group]:
    """Give the items grouped by an attribute, sorted by it.

    Args:
        environment: Where the attributes are looked up.
        value: The items.
        attribute: The attribute, with dots for those of attributes.
        default: Stands in for an attribute that is not there.
        case_sensitive: Whether capitals matter.
    """
    get = attribute_getter(environment, attribute, default=default)

    def key(item: Any) -> Any:
        found = get(item)
        return found if case_sensitive else ignore_case(found)

    groups = [list(items) for _, items in groupby(sorted(value, key=key), key)]
    return [Group(get(items[0]), items) for items in groups]


def do_items(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the pairs of a mapping; none of an undefined value."""
    if isinstance(value, Undefined):
        return
    if not isinstance(value, Mapping):
        raise TypeError("Can only get item pairs from a mapping.")
    yield from value.items()


@pass_eval_context
def do_join(
    eval_ctx: EvalContext, value: _Items, d: Any = "", attribute: str | int | None = None
) -> str:
    """Join items as text.

    Args:
        eval_ctx: Whether values are escaped.
        value: The items.
        d: What stands between them.
        attribute: What to join of each item, where it is not the item.
    """
    if attribute is not None:
        value = map(attribute_getter(eval_ctx.environment, attribute), value)
    elif value.__class__ is list and d.__class__ is str:
        # Text alone, as nearly always, takes a quarter of the time of what follows.
        for item in value:
            if item.__class__ is not str:
                break
        else:
            return d.join(value)
    if not eval_ctx.autoescape:
        return str(d).join(map(str, value))
    return _join_escaped(d, list(value))


def _join_escaped(d: Any, items: list[Any]) -> str:
    """Join items some of which may be safe."""
    # Nothing safe among plain values: probing each would take thrice the time.
    if d.__class__ is str and _PLAIN.issuperset(map(type, items)):
        return d.join(map(str, items))
    if hasattr(d, "__html__"):
        return soft_str(d).join(map(soft_str, items))
    if any(hasattr(item, "__html__") for item in items):
        return escape(d).join(items)
    return str(d).join(map(str, items))


@pass_environment
def do_max(
    environment: Configuration,
    value: _Items,
    case_sensitive: bool = False,
    attribute: str | int | None = None,
) -> Any:
    """Give the largest item, or that with the largest attribute."""
    return _extreme(environment, max, value, attribute, case_sensitive=case_sensitive)


@pass_environment
def do_min(
    environment: Configuration,
    value: _Items,
    case_sensitive: bool = False,
    attribute: str | int | None = None,
) -> Any:
    """Give the smallest item, or that with the smallest attribute."""
    return _extreme(environment, min, value, attribute, case_sensitive=case_sensitive)


def _extreme(
    environment: Configuration,
    choose: Callable[..., Any],
    value: _Items,
    attribute: str | int | None,
    *,
    case_sensitive: bool,
) -> Any:
    iterator = iter(value)
    first = next(iterator, MISSING)
    if first is MISSING:
        return environment.undefined("No aggregated item, sequence was empty.")
    key = attribute_getter(
        environment, attribute, postprocess=None if case_sensitive else ignore_case
    )
    return choose(chain([first], iterator), key=key)


@pass_context
def do_random(context: Context, seq: Any) -> Any:
    """Give an item by chance."""
    import random

    if not len(seq):
        return context.environment.undefined("No random item, sequence was empty.")
    return random.choice(seq)  # noqa: S311  # it decides nothing that must not be guessed


def do_reverse(value: Any) -> Any:
    """Give text backwards, or an iterator over items from the last to the first."""
    if isinstance(value, str):
        return value[::-1]
    try:
        return reversed(value)
    except TypeError:
        pass
    try:
        items = list(value)
    except TypeError as exc:
        raise FilterArgumentError("argument must be iterable") from exc
    items.reverse()
    return items


def do_slice(value: _Items, slices: int, fill_with: Any = None) -> Iterator[list[Any]]:
    """Yield a number of lists with all items between them, the longer ones first."""
    items = list(value)
    length, longer = divmod(len(items), slices)
    start = 0
    for number in range(slices):
        end = start + length + (number < longer)
        column = items[start:end]
        if fill_with is not None and number >= longer:
            column.append(fill_with)
        yield column
        start = end


@pass_environment
def do_sort(
    environment: Configuration,
    value: _Items,
    reverse: bool = False,
    case_sensitive: bool = False,
    attribute: str | int | None = None,
) -> list[Any]:
    """Give the items sorted, by themselves or by attributes with commas between them."""
    key = attribute_list_getter(
        environment, attribute, postprocess=None if case_sensitive else ignore_case
    )
    return sorted(value, key=key, reverse=reverse)


@pass_environment
def do_sum(
    environment: Configuration,
    iterable: _Items,
    attribute: str | int | None = None,
    start: Any = 0,
) -> Any:
    """Give the sum of the items, or of an attribute of each."""
    if attribute is not None:
        iterable = map(attribute_getter(environment, attribute), iterable)
    return sum(iterable, start)


@pass_environment
def do_unique(
    environment: Configuration,
    value: _Items,
    case_sensitive: bool = False,
    attribute: str | int | None = None,
) -> Iterator[Any]:
    """Yield the items that differ, by themselves or by an attribute; the first of equals."""
    key = attribute_getter(
        environment, attribute, postprocess=None if case_sensitive else ignore_case
    )
    seen: set[Any] = set()
    for item in value:
        mark = key(item)
        if mark not in seen:
            seen.add(mark)
            yield item


SEQUENCE_FILTERS: dict[str, Callable[..., Any]] = {
    "batch": do_batch,
    "count": len,
    "dictsort": do_dictsort,
    "first": do_first,
    "groupby": do_groupby,
    "items": do_items,
    "join": do_join,
    "last": do_last,
    "length": len,
    "list": list,
    "max": do_max,
    "min": do_min,
    "random": do_random,
    "reverse": do_reverse,
    "slice": do_slice,
    "sort": do_sort,
    "sum": do_sum,
    "unique": do_unique,
}

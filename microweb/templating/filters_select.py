"""The filters that apply another filter, or a test, to every item."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from microweb.templating.attributes import attribute_getter
from microweb.templating.decorators import pass_context
from microweb.templating.exceptions import FilterArgumentError
from microweb.templating.runtime import Context, bind_named

__all__ = ["SELECT_FILTERS"]

_Items = Iterable[Any]


@pass_context
def do_map(context: Context, value: _Items, *args: Any, **kwargs: Any) -> Iterator[Any]:
    """Yield an attribute of every item, or every item through a filter.

    Args:
        context: Where filters are looked up.
        value: The items.
        args: The name of a filter and its arguments.
        kwargs: `attribute` and `default`, or more arguments of the filter.
    """
    if not value:
        return
    function = _mapper(context, args, kwargs)
    for item in value:
        yield function(item)


def _mapper(
    context: Context, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Callable[[Any], Any]:
    if not args and "attribute" in kwargs:
        attribute = kwargs.pop("attribute")
        default = kwargs.pop("default", None)
        if kwargs:
            raise FilterArgumentError(f"Unexpected keyword argument {next(iter(kwargs))!r}")
        return attribute_getter(context.environment, attribute, default=default)
    if not args:
        raise FilterArgumentError("map requires a filter argument")
    function = bind_named("filter", args[0], context.environment, context)
    return lambda item: function(item, *args[1:], **kwargs)


@pass_context
def do_select(context: Context, value: _Items, *args: Any, **kwargs: Any) -> Iterator[Any]:
    """Yield the items that pass a test, or that are true."""
    return _chosen(context, value, args, kwargs, wanted=True, by_attribute=False)


@pass_context
def do_reject(context: Context, value: _Items, *args: Any, **kwargs: Any) -> Iterator[Any]:
    """Yield the items that do not pass a test, or that are false."""
    return _chosen(context, value, args, kwargs, wanted=False, by_attribute=False)


@pass_context
def do_selectattr(context: Context, value: _Items, *args: Any, **kwargs: Any) -> Iterator[Any]:
    """Yield the items with an attribute that passes a test, or is true."""
    return _chosen(context, value, args, kwargs, wanted=True, by_attribute=True)


@pass_context
def do_rejectattr(context: Context, value: _Items, *args: Any, **kwargs: Any) -> Iterator[Any]:
    """Yield the items with an attribute that does not pass a test, or is false."""
    return _chosen(context, value, args, kwargs, wanted=False, by_attribute=True)


def _chosen(
    context: Context,
    value: _Items,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    *,
    wanted: bool,
    by_attribute: bool,
) -> Iterator[Any]:
    if not value:
        return
    get: Callable[[Any], Any] | None = None
    if by_attribute:
        if not args:
            raise FilterArgumentError("Missing parameter for attribute name")
        get = attribute_getter(context.environment, args[0])
        args = args[1:]
    test = _test(context, args, kwargs)
    for item in value:
        if bool(test(item if get is None else get(item))) is wanted:
            yield item


def _test(context: Context, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Callable[[Any], Any]:
    if not args:
        return bool
    function = bind_named("test", args[0], context.environment, context)
    return lambda item: function(item, *args[1:], **kwargs)


SELECT_FILTERS: dict[str, Callable[..., Any]] = {
    "map": do_map,
    "reject": do_reject,
    "rejectattr": do_rejectattr,
    "select": do_select,
    "selectattr": do_selectattr,
}

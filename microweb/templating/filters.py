"""The filters by name."""

from collections.abc import Callable
from typing import Any

from microweb.templating.filters_html import HTML_FILTERS
from microweb.templating.filters_select import SELECT_FILTERS
from microweb.templating.filters_sequence import SEQUENCE_FILTERS
from microweb.templating.filters_text import TEXT_FILTERS
from microweb.templating.filters_value import VALUE_FILTERS

__all__ = ["FILTERS"]

FILTERS: dict[str, Callable[..., Any]] = {
    **HTML_FILTERS,
    **SELECT_FILTERS,
    **SEQUENCE_FILTERS,
    **TEXT_FILTERS,
    **VALUE_FILTERS,
}

"""Any session, however its values are nested and named, comes back as it was."""

from datetime import timedelta, timezone

import pytest

from microweb import Markup
from microweb.sessions.codec import dump_values, load_values

hypothesis = pytest.importorskip("hypothesis", reason="hypothesis is in the extra `dev`")
st = pytest.importorskip("hypothesis.strategies")

ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
# ISO 8601 does not say which of the two hours a clock that was put back shows.
MOMENTS = st.datetimes(timezones=st.none() | ZONES).map(lambda moment: moment.replace(fold=0))
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.decimals()
TEXTS = st.text() | st.text().map(Markup) | st.binary()
LEAVES = st.none() | st.booleans() | NUMBERS | TEXTS | st.uuids() | MOMENTS | st.dates()
NAMES = st.sampled_from([" b", " d", " m", " n", " o", " t", " u", " y", " ", "a"]) | st.text()
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(NAMES, inner, max_size=3)
    ),
    max_leaves=12,
)


def shape(value):
    """Give what a value is made of; `repr` tells -0.0 from 0.0 and takes a NaN for itself."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value), [shape(inner) for inner in value]
    return type(value), repr(value)


@hypothesis.settings(max_examples=100, deadline=None)
@hypothesis.given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_any_session_comes_back_as_it_was(values):
    (back,) = load_values(dump_values(values))
    assert shape(back) == shape(values)

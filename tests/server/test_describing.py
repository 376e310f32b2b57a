import contextlib
import contextvars
import time

from microweb.server.describing import describe_all


class Endless:
    def __repr__(self):
        text = ""
        while True:
            text = "x"
        return text


class Swallowing:
    """Loops for ever and takes every Exception."""

    def __repr__(self):
        while True:
            with contextlib.suppress(Exception):
                [].clear()


class Sleeping:
    def __repr__(self):
        time.sleep(10)
        return "awake"


class Huge:
    def __repr__(self):
        return "h" * 1_000_000


class Raising:
    def __repr__(self):
        raise RuntimeError("no")


class Recursive:
    def __repr__(self):
        return repr([self])


def describe(*values, **limits):
    return describe_all([(f"v{n}", value) for n, value in enumerate(values)], **limits)


def test_values_are_described_in_order_and_secrets_masked():
    assert describe_all([("a", 1), ("password", "hunter2"), ("b", "x")]) == ["1", "********", "'x'"]
    assert describe_all([]) == []


def test_an_endless_repr_is_interrupted_and_the_rest_described():
    began = time.monotonic()
    assert describe(Endless(), 1, Swallowing(), [Endless()], 2) == [
        "<not shown: its repr takes too long>",
        "1",
        "<not shown: its repr takes too long>",
        "<not shown: its repr takes too long>",
        "2",
    ]
    assert time.monotonic() - began < 2


def test_a_repr_that_waits_is_left_behind_and_the_rest_described():
    began = time.monotonic()
    assert describe(1, Sleeping(), 2) == ["1", "<not shown: its repr takes too long>", "2"]
    assert time.monotonic() - began < 2


def test_a_huge_repr_and_one_that_raises_are_short():
    huge, raising, recursive = describe(Huge(), Raising(), Recursive())
    assert len(huge) < 500
    assert raising == "<Raising: its repr raised RuntimeError>"
    assert len(recursive) < 500


class Counting(dict):
    """Notes how much of it is looked at."""

    looked_at = 0

    def items(self):
        for item in super().items():
            self.looked_at += 1
            yield item


def test_a_large_container_is_not_walked_through():
    large = Counting.fromkeys(range(10_000))
    (text,) = describe(large)
    assert len(text) < 500
    assert 0 < large.looked_at < 100


def test_time_in_all_is_bounded():
    began = time.monotonic()
    texts = describe(*[Sleeping() for _ in range(20)], seconds=1.0)
    assert time.monotonic() - began < 2
    assert texts[0] == "<not shown: its repr takes too long>"
    assert texts[-1] == "<not shown: there was no time left>"


def test_room_in_all_is_bounded():
    texts = describe(*["x" * 300] * 100, characters=1000)
    assert texts[0].startswith("'xxx")
    assert texts[-1] == "<not shown: the page is long enough>"
    assert sum(len(text) for text in texts if text.startswith("'")) < 1400


def test_the_context_is_that_of_the_caller():
    variable = contextvars.ContextVar("variable")
    variable.set("seen")

    class Proxy:
        def __repr__(self):
            return variable.get()

    assert describe(Proxy()) == ["seen"]

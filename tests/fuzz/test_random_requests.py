"""Random and mutated requests: each is answered, soon, and none breaks anything."""

import random

from tests.fuzz.cases import make_case


def test_three_thousand_random_requests_get_an_answer(app, token, check):
    source = random.Random(20)
    statuses = {check(make_case(source, token=token)).status for _ in range(3000)}
    # If one of these is missing, the requests do not reach what they are meant to reach.
    assert {200, 303, 304, 308, 400, 403, 404, 405, 413, 415} <= statuses

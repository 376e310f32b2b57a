"""Requests that hypothesis makes, and makes smaller where one breaks something.

`MICROWEB_FUZZ_EXAMPLES` says how many; 100,000 take some minutes.
"""

import os

import pytest

from tests.fuzz.cases import make_case

hypothesis = pytest.importorskip("hypothesis", reason="hypothesis is in the extra `dev`")
strategies = hypothesis.strategies

EXAMPLES = int(os.environ.get("MICROWEB_FUZZ_EXAMPLES", "10000"))


def test_mutated_requests_get_an_answer(app, token, check, tmp_path):
    hypothesis.configuration.set_hypothesis_home_dir(tmp_path)

    @hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(
        source=strategies.randoms(use_true_random=False), junk=strategies.binary(max_size=40)
    )
    def ask_one(source, junk):
        check(make_case(source, token=token, junk=junk))

    ask_one()

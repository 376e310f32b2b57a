"""The program that tries hostile input runs, and finds no parser that is worse than linear."""


def test_every_threat_is_tried_and_the_worst_request_is_named(run):
    result = run("hostile.py", "--scale", "0.02", "--tries", "1")
    assert result.returncode == 0, result.stderr
    trials, requests, worst = result.stdout.split("\n\n")
    tried = {line.split()[0] for line in trials.splitlines()[1:]}
    assert {
        "T3",
        "T4",
        "T5",
        "T6",
        "T7",
        "T8",
        "T15",
        "T27",
        "T53",
        "T57",
        "T59",
        "T62",
        "T72",
    } == tried
    assert {line.split()[-2] for line in requests.splitlines()[1:]} <= {
        "200",
        "206",
        "400",
        "412",
        "413",
    }
    assert worst.startswith("The worst: ")


def test_no_parser_is_worse_than_linear(run):
    for _ in range(3):
        trials = (
            run("hostile.py", "--scale", "0.2", "--tries", "5")
            .stdout.split("\n\n")[0]
            .splitlines()[1:]
        )
        ratios = [line.split()[-1] for line in trials]
        if all(ratio == "-" or float(ratio) < 2.9 for ratio in ratios):
            return
    raise AssertionError("\n".join(trials))

"""What a study asks for a probe: each prompt once a seed, and no text twice."""

import workbench.probes as probes
from workbench.studies.cells import Work


def seeds(n: int) -> list[list[int]]:
    probe = probes.described("religion", n=n, max_tokens=3, seed=7)
    return [[posed.request.settings.seed for posed in parts] for parts in Work(probe, "", (0, 1)).posed]


def test_a_probe_of_one_request_is_asked_with_the_seeds_of_the_plan() -> None:
    assert seeds(3) == [[0, 1]]


def test_requests_with_other_seeds_stay_apart_under_every_seed_of_the_plan() -> None:
    found = [seed for part in seeds(300) for seed in part]
    assert len(set(found)) == 2 * 3

"""How many inputs the property tests try: few and always the same, or as many as PRESSLENS_EXAMPLES says.

The long run draws at random; `--hypothesis-seed=N` makes it try the same inputs again.
"""

import os
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings

_TRIED = re.compile(r"(\d+) passing, (\d+) failing, and (\d+) invalid")
_LONG = int(os.environ.get("PRESSLENS_EXAMPLES", "0"))

# Texts are large, and a loaded machine is slow: neither is a fault.
_COMMON = {
    "deadline": None,
    "database": None,
    "print_blob": True,
    "suppress_health_check": list(HealthCheck),
    "phases": set(Phase) - {Phase.explain},  # which takes long and tells little here
}
settings.register_profile("presslens", max_examples=8, derandomize=True, **_COMMON)
settings.register_profile("long", max_examples=_LONG or 1_000, derandomize=False, **_COMMON)
settings.load_profile("long" if _LONG else "presslens")


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Add to the report of a test how many inputs it tried, which pytest-xdist carries over."""
    report = yield
    if report.when == "call" and (said := getattr(item, "hypothesis_statistics", "")):
        tried = sum(int(number) for counts in _TRIED.findall(said) for number in counts)
        report.user_properties.append(("inputs tried", tried))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say how many inputs were tried in all, where many were asked for."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    properties = [dict(report.user_properties) for report in reports if isinstance(report, pytest.TestReport)]
    tried = [each["inputs tried"] for each in properties if "inputs tried" in each]
    if _LONG:
        seed = config.getoption("--hypothesis-seed")
        terminalreporter.write_line(f"{sum(tried):,} inputs tried by {len(tried)} properties, seed {seed}")

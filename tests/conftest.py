"""For all tests: no test depends on how fast the machine is, and in CI a skipped test is a failure."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import fault_counts
import pytest
from command_line import Run, command_line
from hypothesis import HealthCheck, settings

import setplayer  # noqa: F401  before NumPy, whose threads it tames: with them a test run takes several times as long

# Some hundred processes of ours are started, and without this each of them compiles all of our modules again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("calm"), derandomize=True)
# In CI a change is judged by itself, not by what chance finds in old code on that day.
settings.load_profile("ci" if os.environ.get("CI") else "calm")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """The command line with a data folder of its own."""
    return command_line(monkeypatch, capsys, tmp_path / "data")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    return _no_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    return _no_skip((yield))


def _no_skip(report: Any) -> Any:
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which in CI is a failure: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The counts of the faults that were brought about, when all of them were asked for (`make soak`)."""
    if fault_counts.FULL and fault_counts.TOLD:
        terminalreporter.section("faults")
        for line in fault_counts.TOLD:
            terminalreporter.write_line(line)

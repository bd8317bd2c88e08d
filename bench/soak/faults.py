"""The tests of faults in their full numbers; `make test` brings each about a few times."""

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_TESTS = (
    "tests/audio/test_audio_two_hours.py",
    "tests/log/test_log_crash.py",
    "tests/log/test_log_power_cut.py",
    "tests/log/test_log_failing_disk.py",
    "tests/log/test_log_migrations.py",
    "tests/log/test_log_faults.py",
    "tests/engine/test_engine_keeper.py",
    "tests/engine/test_engine_small_disk.py",
    "tests/engine/test_engine_wall_clock.py",
    "tests/engine/test_engine_kills.py",
)


def faults() -> int:
    """Run them; they print what was counted at the end. The exit status: 0 when nothing acknowledged was lost."""
    command = [sys.executable, "-m", "pytest", "-n", "0", "--durations=0", "--durations-min=10", *_TESTS]
    return subprocess.run(command, cwd=_ROOT, env={**os.environ, "SETPLAYER_FAULTS": "full"}, check=False).returncode

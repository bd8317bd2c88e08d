"""Whether this computer is fit for a session: its sound, its disk, its power, the clinic's keys, the last backup."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from setplayer.engine.desk import NOTHING
from setplayer.engine.today_view import HealthView
from setplayer.faults import Fault
from setplayer.keys.clinic import clinic_keys
from setplayer.log.last_backup import backup_warning

ENOUGH_BYTES: Final = 1_000_000_000
"""Free on the disk of the sessions. A long session with its ballast takes less than a tenth of it."""

_PATIENCE_S: Final = 15.0
_SUPPLIES: Final = Path("/sys/class/power_supply")


@dataclass(frozen=True)
class Outputs:
    """The sound outputs that there are."""

    names: tuple[str, ...] = ()
    preferred: str | None = None


def look_for_outputs() -> Outputs:
    """The outputs there are; none when the sound system does not answer. Takes half a second."""
    line = [sys.executable, "-m", "setplayer.audio.names"]
    try:
        told = subprocess.run(line, capture_output=True, timeout=_PATIENCE_S, check=True, text=True).stdout
        found = json.loads(told)
        return Outputs(tuple(found["names"]), found["preferred"])
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return Outputs()


def health(data: Path, wanted: str | None, outputs: Outputs, supplies: Path = _SUPPLIES) -> tuple[HealthView, ...]:
    """Everything that is looked at, sound first. `wanted` is the output that sessions play on, if one is kept."""
    return tuple(filter(None, (_sound(wanted, outputs), _disk(data), power(supplies), _keys(data), _backup(data))))


def _sound(wanted: str | None, outputs: Outputs) -> HealthView:
    if wanted == NOTHING:
        return HealthView(name="sound", good=False, state="nothing")
    there = wanted if wanted in outputs.names else None if wanted else outputs.preferred or _first(outputs.names)
    if there is not None:
        return HealthView(name="sound", good=True, state="there", value=there)
    return HealthView(name="sound", good=False, state="missing" if wanted else "none", value=wanted or "")


def _first(names: Sequence[str]) -> str | None:
    return names[0] if names else None


def _disk(data: Path) -> HealthView | None:
    try:
        free = shutil.disk_usage(data).free
    except OSError:
        return None
    return HealthView(name="disk", good=free >= ENOUGH_BYTES, state="free", value=f"{free / 1e9:.1f}")


def power(supplies: Path) -> HealthView | None:
    """What the computer runs on, by Linux's power supplies; None where that is not told, or there is no battery."""
    batteries = [one for one in supplies.glob("*") if _told(one, "type") == "Battery" and _told(one, "capacity")]
    batteries = [one for one in batteries if _told(one, "scope") != "Device"]  # a mouse has one too
    if not batteries:
        return None
    left = _told(batteries[0], "capacity")
    on_battery = _told(batteries[0], "status") == "Discharging"
    return HealthView(name="power", good=not on_battery, state="battery" if on_battery else "mains", value=left)


def _told(supply: Path, what: str) -> str:
    try:
        return (supply / what).read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _keys(data: Path) -> HealthView:
    try:
        there = clinic_keys(data) is not None
    except Fault:
        return HealthView(name="keys", good=False, state="faulty")
    return HealthView(name="keys", good=there, state="set up" if there else "none")


def _backup(data: Path) -> HealthView | None:
    warning = backup_warning(data)
    return None if warning is None else HealthView(name="backup", good=False, state="failed", value=warning)

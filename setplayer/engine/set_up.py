"""What an engine takes from a clinic's settings, and puts there. Settings that are damaged hold no session up."""

import contextlib
import sys
from collections.abc import Mapping
from pathlib import Path

from setplayer.clinic import Clinic, read_clinic
from setplayer.faults import Fault
from setplayer.settings import Calibration, read_settings, write_settings


def calibrations(data: Path) -> Mapping[str, Calibration]:
    """What is known of the outputs, by name."""
    try:
        return read_settings(data).calibrations
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return {}


def clinic_words(data: Path) -> Clinic:
    """The clinic's tags and units; those that ship where its file is faulty, and why on the log."""
    try:
        return read_clinic(data)
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return Clinic()


def keep_output(data: Path, name: str) -> None:
    """Have later sessions play there too."""
    with contextlib.suppress(Fault):
        settings = read_settings(data)
        if settings.output != name:
            write_settings(data, settings.model_copy(update={"output": name}))

"""What an engine takes from a clinic's settings, and puts there. Settings that are damaged hold no session up."""

import contextlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from setplayer.checklist import Checklist, checklist_in, read_checklist, shipped_checklist
from setplayer.clinic import Clinic, read_clinic
from setplayer.faults import Fault
from setplayer.settings import Calibration, Settings, read_settings, write_settings
from setplayer.values import Resumes


@dataclass(frozen=True)
class Setup:
    """How a clinic wants its screens, and whether a PIN guards what is not for everybody."""

    guarded: bool = False
    language: str = "en"
    large_type: bool = False
    reduced_light: bool = False


def setup_of(data: Path, *, guarded: bool) -> Setup:
    """How the screens are set up in a data directory."""
    found = _settings(data)
    return Setup(guarded, found.language, found.large_type, found.reduced_light)


def calibrations(data: Path) -> Mapping[str, Calibration]:
    """What is known of the outputs, by name."""
    return _settings(data).calibrations


def resumes(data: Path) -> Resumes | None:
    """Where the clinic wants sessions to go on after an interruption, if somebody has said."""
    return _settings(data).resumes


def _settings(data: Path) -> Settings:
    try:
        return read_settings(data)
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return Settings()


def clinic_words(data: Path) -> Clinic:
    """The clinic's tags and units; those that ship where its file is faulty, and why on the log."""
    try:
        return read_clinic(data)
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return Clinic()


def checklist(data: Path) -> Checklist:
    """The clinic's checklist; the one that ships where its file is faulty, and why on the log."""
    try:
        return read_checklist(data)
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return checklist_in(shipped_checklist())


def keep_output(data: Path, name: str) -> None:
    """Have later sessions play there too."""
    with contextlib.suppress(Fault):
        settings = read_settings(data)
        if settings.output != name:
            write_settings(data, settings.model_copy(update={"output": name}))


def keep_resumes(data: Path, place: Resumes) -> None:
    """Have later sessions go on there too: nobody is asked twice."""
    with contextlib.suppress(Fault):
        settings = read_settings(data)
        if settings.resumes != place:
            write_settings(data, settings.model_copy(update={"resumes": place}))

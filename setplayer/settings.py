"""What a clinic set up once on this computer: one small file in the data directory.

Every setting is a field of `Settings`, with a default, so that an older file and no file at all read well.
"""

from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, ValidationError

from setplayer.faults import Fault
from setplayer.files import cannot_read, writing
from setplayer.values import Resumes, Value

_NAME: Final = "settings.json"
_LARGEST: Final = 1_000_000


class Calibration(Value):
    """What a meter read in a room while an output played a known level.

    `offset_db` is dBA in the room minus A-weighted dB of the samples (0 dB: mean square 1.0); it holds as long as
    nobody turns a knob behind the player.
    """

    offset_db: Annotated[float, Field(ge=0, le=200)]


class Settings(Value):
    """All of them."""

    output: str | None = None
    """The sound device that sessions play on when nothing else is asked for, by its name."""
    resumes: Resumes | None = None
    """Where sessions go on after an interruption; None while nobody was asked."""
    calibrations: dict[str, Calibration] = Field(default_factory=dict)
    """By an output's name."""
    backup: str | None = None
    """The folder that sessions are backed up to when one has ended."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(_[A-Za-z]{2,4})?$")] = "en"
    """What the kiosk's texts are in, such as `de` or `pt_BR`."""
    large_type: bool = False
    """Whether the kiosk's texts are larger."""
    reduced_light: bool = False
    """Whether the kiosk comes up in Night."""


def read_settings(data: Path) -> Settings:
    """The settings of a data directory. Raises Fault when the file cannot be read or is none of ours."""
    path = data / _NAME
    try:
        with path.open("rb") as file:
            return Settings.model_validate_json(file.read(_LARGEST))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise cannot_read(path, "the settings", error) from error
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        place = f" at '{where}'" if where else ""
        raise Fault(f"{path}: these are no settings of setplayer's{place}. Mend the file, or remove it.") from error


def write_settings(data: Path, settings: Settings) -> None:
    """Keep the settings. Raises MachineFault when the disk does not take them."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with writing(data / _NAME) as temporary:
        temporary.write_text(settings.model_dump_json(indent=2) + "\n", encoding="utf-8")

"""Short sounds: measured once, and never by the process that plays; heard at the loudness of the phase."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from engine_cases import read_samples, write_arc, write_tone

from setplayer.audio.outputs import FileOutput
from setplayer.engine import sounds
from setplayer.engine.prepare import prepare
from setplayer.engine.rehearse import rehearse
from setplayer.engine.script import ScriptedCommand
from setplayer.engine.sounds import measure, measured, shipped_sounds, sound_samples
from setplayer.faults import Fault
from setplayer.library.loudness import LoudnessMeter
from setplayer.log.clock import FakeClock
from setplayer.log.session_file import SessionFile
from setplayer.score.level import target_lufs
from setplayer.session import commands as c

SECOND = 48_000


def test_what_ships_was_measured_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    anew = {name: measure(data, name) for name, data in shipped_sounds().items()}
    monkeypatch.setattr(sounds, "measure", lambda data, name: pytest.fail(f"{name} is not in measured.json"))
    kept = measured(shipped_sounds(), tmp_path / "sounds.json")
    assert kept.keys() == anew.keys() == {"bell", "bowl", "chime", "rain", "wood"}
    for name, sound in kept.items():
        assert (sound.sha256, sound.frames) == (anew[name].sha256, anew[name].frames)
        assert sound.integrated_lufs == pytest.approx(anew[name].integrated_lufs, abs=0.02)
        assert sound.max_momentary_lufs == pytest.approx(anew[name].max_momentary_lufs, abs=0.02)
    assert not (tmp_path / "sounds.json").exists()


def test_a_clinics_own_sound_is_measured_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    data = {"breathe": write_tone(tmp_path / "a.flac", 1, level=0.1).read_bytes()}
    first = measured(data, tmp_path / "sounds.json")
    monkeypatch.setattr(sounds, "measure", lambda data, name: pytest.fail("measured again"))
    assert measured(data, tmp_path / "sounds.json") == first
    assert first["breathe"].frames == SECOND
    # A sine on both sides is as loud as its level on one (BS.1770-4: -3.01 LUFS for 0 dBFS and one channel at 1 kHz).
    assert first["breathe"].integrated_lufs == pytest.approx(-20.0, abs=1.0)


@pytest.mark.parametrize("damage", [b"", b"{", b'[{"sha256": 1}]'])
def test_a_damaged_list_of_what_was_measured_is_made_anew(damage: bytes, tmp_path: Path) -> None:
    data = {"breathe": write_tone(tmp_path / "a.flac", 1).read_bytes()}
    first = measured(data, tmp_path / "sounds.json")
    (tmp_path / "sounds.json").write_bytes(damage)
    assert measured(data, tmp_path / "sounds.json") == first
    assert b"integrated_lufs" in (tmp_path / "sounds.json").read_bytes()


def test_where_it_cannot_be_kept_it_is_measured_all_the_same(tmp_path: Path) -> None:
    data = {"breathe": write_tone(tmp_path / "a.flac", 1).read_bytes()}
    assert measured(data, tmp_path / "no such folder" / "sounds.json")["breathe"].integrated_lufs is not None


def test_a_sound_shorter_than_a_gating_block_has_a_loudness(tmp_path: Path) -> None:
    click = measure(write_tone(tmp_path / "a.wav", 0.1, hz=1_000, level=0.5).read_bytes(), "click")
    longer = measure(write_tone(tmp_path / "b.wav", 1.0, hz=1_000, level=0.5).read_bytes(), "longer")
    assert click.integrated_lufs == pytest.approx(longer.integrated_lufs - 6, abs=0.1)  # a quarter of 400 ms


def test_digital_silence_has_none(tmp_path: Path) -> None:
    still = measure(write_tone(tmp_path / "a.flac", 1, level=0.0).read_bytes(), "still")
    assert (still.integrated_lufs, still.max_momentary_lufs) == (None, None)


def test_what_is_no_sound_is_told_before_anything_plays(tmp_path: Path) -> None:
    (tmp_path / "music").mkdir()
    (tmp_path / "music" / "breathe.flac").write_bytes(b"not music")
    arc = write_arc(
        tmp_path / "arc.yaml", [("One", "1 min", [])], "cues:\n  - {at: 10 s, do: voice, sound: breathe.flac}"
    )
    with pytest.raises(Fault, match=r"^breathe\.flac: "):
        prepare(str(arc), tmp_path / "music", tmp_path / "library.db")


def test_what_was_measured_before_needs_no_meter(tmp_path: Path) -> None:
    write_tone(tmp_path / "music" / "breathe.flac", 1)
    cue = "cues:\n  - {at: 10 s, do: voice, sound: breathe.flac}"
    arc = write_arc(tmp_path / "arc.yaml", [("One", "1 min", [])], cue)
    prepare(str(arc), tmp_path / "music", tmp_path / "library.db")
    code = (
        "import sys\nfrom pathlib import Path\nfrom setplayer.engine.prepare import prepare\n"
        "prepare(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])).command()\nsys.exit('scipy' in sys.modules)"
    )
    paths = [str(arc), str(tmp_path / "music"), str(tmp_path / "library.db")]
    assert subprocess.run([sys.executable, "-c", code, *paths], check=False).returncode == 0


# ---- as it is heard


def heard(tmp_path: Path, script: list[ScriptedCommand], level: float, sound: str) -> np.ndarray:
    """A sound 30 s into a silent phase of intensity 3, as samples from there on."""
    write_tone(tmp_path / "music" / "a.flac", 5, hz=500, rate=SECOND, level=level)
    cues = "cues:\n  - {at: 30 s, do: voice, sound: a.flac}" if sound == "a.flac" else "note: none"
    arc = write_arc(tmp_path / "arc.yaml", [("One", "1 min", ["silence: 1 min"])], cues)
    prepared = prepare(str(arc), tmp_path / "music", tmp_path / "library.db")
    out = tmp_path / "out.wav"
    with (
        SessionFile.create(tmp_path / "s.session", "testtest", FakeClock()) as file,
        FileOutput(out, ".wav") as output,
    ):
        rehearse(prepared, script, file, output, c.Open(kind="rehearsal", seed=1))
    return (read_samples(out)[30 * SECOND :] / 2**23).astype(np.float32)


def loudness(samples: np.ndarray) -> tuple[float, float]:
    """Integrated, and of the loudest 400 ms."""
    meter = LoudnessMeter(SECOND)
    meter.feed(samples)
    result = meter.result()
    assert result.integrated_lufs is not None
    assert result.max_momentary_lufs is not None
    return result.integrated_lufs, result.max_momentary_lufs


@pytest.mark.parametrize("level", [0.03, 0.2, 0.9])
def test_a_prompt_is_heard_at_the_loudness_of_the_phase_however_it_was_recorded(level: float, tmp_path: Path) -> None:
    assert loudness(heard(tmp_path, [], level, "a.flac"))[0] == pytest.approx(target_lufs(3), abs=0.2)


def test_a_prompt_over_a_level_that_was_set_softer_is_softer(tmp_path: Path) -> None:
    script = [ScriptedCommand(frame=0, command=c.Level(db=-15))]
    assert loudness(heard(tmp_path, script, 0.2, "a.flac"))[0] == pytest.approx(target_lufs(3) - 15, abs=0.2)


@pytest.mark.parametrize("name", ["bell", "bowl", "chime"])
def test_a_chime_strikes_as_loud_as_the_phase(name: str, tmp_path: Path) -> None:
    script = [ScriptedCommand(frame=30 * SECOND, command=c.Chime(sound=name))]
    integrated, strike = loudness(heard(tmp_path, script, 0.2, name))
    assert strike == pytest.approx(target_lufs(3), abs=0.3)
    assert integrated < strike - 4


def test_samples_are_those_of_the_file() -> None:
    assert len(sound_samples(shipped_sounds()["bowl"], "bowl")) == 9 * SECOND

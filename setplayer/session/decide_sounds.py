"""Deciding how a chime or a voice prompt sounds over the music.

A sound has a loudness of its own, chosen so that it stands over the lowered music and never above what the phase is
meant to be (docs/decisions/048). The level that the therapist has set, and every fade, shape it like the music.
"""

from typing import Final, Literal

from setplayer.score.level import CEILING_DBTP, MAX_BOOST_DB, target_lufs
from setplayer.session import commands as c
from setplayer.session import gestures
from setplayer.session.decide_music import next_voice
from setplayer.session.events import Outcome, Voice
from setplayer.session.refusal import Refused
from setplayer.session.state import State
from setplayer.units import frames_from_s

SoundedAs = Literal["chime", "voice"]

EDGE_FRAMES: Final = frames_from_s(0.005)
"""A sound fades in and out over this: a file that was cut in mid-wave does not click."""


def chime(state: State, command: c.Chime, now: int) -> Outcome:
    """A short sound over the lowered music."""
    return sounded(state, "chime", command.sound, now)


def voice(state: State, command: c.VoicePrompt, now: int) -> Outcome:
    """A voice prompt over the lowered music."""
    return sounded(state, "voice", command.sound, now)


def sounded(state: State, sounded_as: SoundedAs, name: str, now: int) -> Outcome:
    """A sound of this name, and the music lowered until it is over."""
    if "away" in state.flags:
        raise Refused("it is away; come back first")
    sound = state.sound(name)
    if sound is None:
        known = ", ".join(sorted(state.materials.sounds)) or "none"
        raise Refused(f"there is no sound called '{name}' in this session; there is: {known}")
    new = Voice(
        voice_id=next_voice(state),
        bus="sound",
        kind="sound",
        source=name,
        sha256=sound.sha256,
        start_frame=now,
        end_frame=now + sound.frames,
        fade_in_frames=EDGE_FRAMES,
        fade_out_frames=EDGE_FRAMES,
        gain_db=sound_gain_db(sound, sounded_as, _intensity(state, now)),
    )
    return Outcome(voices=(new,), moves=gestures.talk_over(state, now, now + sound.frames), text=f"Sounded: {name}")


def sound_gain_db(sound: c.Sound, sounded_as: SoundedAs, intensity: float) -> float:
    """The gain that brings a sound to the loudness of music at an intensity 0..10, as far as its true peak allows.

    Of a voice its integrated loudness counts. Of a chime its loudest 400 ms do: what rings on after the stroke would
    make it count as softer than it strikes. A sound that was not measured is played as it is.
    """
    heard_lufs = sound.integrated_lufs if sounded_as == "voice" else sound.max_momentary_lufs
    if heard_lufs is None or sound.true_peak_dbtp is None:
        return 0.0
    wanted = target_lufs(intensity) - heard_lufs
    return round(min(wanted, CEILING_DBTP - sound.true_peak_dbtp, MAX_BOOST_DB), 2)


def _intensity(state: State, now: int) -> float:
    """What the soundscapes follow at this moment, as `SessionIntensity` has it."""
    wanted = state.lanes["intensity"].value(now) + state.lanes["fuller"].value(now)
    return min(max(wanted, 0.0), 10.0)

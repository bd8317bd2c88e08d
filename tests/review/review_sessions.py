"""Sessions made by hand, as a session file would give them."""

from dataclasses import dataclass
from typing import Any

from setplayer.arc.model import Arc, Intensity, Phase, SoundscapeItem
from setplayer.people import Contact, People
from setplayer.review.entries import Entry
from setplayer.review.page import render_page
from setplayer.review.timeline import build_timeline
from setplayer.score.curves import Move
from setplayer.score.model import PlacedPhase, ScoreChange
from setplayer.session.events import PLAYER, Event, Outcome
from setplayer.units import SAMPLE_RATE

MINUTE = 60 * SAMPLE_RATE
NOON_14_NOV_2026_US = 1_794_657_600_000_000


PEOPLE = People(
    therapists={"T1": "Ana Vidal"},
    crisis=Contact(name="Crisis line", phone="0800 111 0 111", about="free, at any hour"),
    contacts=(Contact(name="The desk", phone="ask for room 3"),),
    file="clinic.yaml",
)
SESSION_ID = "abcdefgh"


@dataclass(frozen=True)
class At:
    """A stamp: microseconds since 1970 in UTC, and minutes east of it."""

    wall_us: int
    utc_offset_min: int = 60


def frames(minutes: float) -> int:
    return round(minutes * MINUTE)


def placed(name: str, kind: str, start_min: float, end_min: float, low: float, high: float) -> PlacedPhase:
    return PlacedPhase(
        name=name, kind=kind, start_frame=frames(start_min), end_frame=frames(end_min),
        intensity_start=low, intensity_end=high,
    )  # fmt: skip


PHASES = (
    placed("Arriving", "pre-onset", 0, 6, 1, 1.5),
    placed("Onset", "onset", 6, 15, 1.5, 3.5),
    placed("Building", "building", 15, 22, 3.5, 6),
    placed("Peak", "peak", 22, 38, 6, 7),
    placed("Return", "re-entry", 38, 52, 6.5, 2.5),
    placed("Landing", "return", 52, 60, 2, 1),
)
ABOUT = {
    "Arriving": "The room settles, the first sounds.",
    "Peak": "The fullest stretch of the music.",
    "Landing": "Back toward the room.",
}


def arc_of(phases: tuple[PlacedPhase, ...], zero: str = "begin") -> Arc:
    return Arc(
        name="Ketamine, intramuscular, one hour",
        zero=zero,
        phases=tuple(
            Phase(
                name=phase.name,
                kind=phase.kind,
                length_frames=min(max(phase.end_frame - phase.start_frame, MINUTE), frames(60)),
                intensity=Intensity(start=phase.intensity_start, end=phase.intensity_end),
                about=ABOUT.get(phase.name, ""),
                music=(SoundscapeItem(name="tide"),),
            )
            for phase in phases
        ),
    )


ON = {
    "hold": ("held",), "duck": ("ducked",), "silence": ("silent",), "grounding": ("grounding",), "away": ("away",),
    "fade_now": ("faded",), "soft_stop": ("stopping",),
}  # fmt: skip
OFF = {
    "release": ("held",), "unduck": ("ducked",), "music": ("silent",), "return_to_arc": ("grounding",),
    "back": ("away",), "bring_back": ("faded", "stopping", "landed"), "landed": ("stopping",),
    "grounding": ("silent",),
}  # fmt: skip
"""The flags that the player raises and takes down with each command."""


class Told:
    """A session told event by event: `at` minutes, what happened, and what it came with."""

    def __init__(self, kind: str = "session", phases: tuple[PlacedPhase, ...] = PHASES, zero: str = "begin") -> None:
        self.entries: list[Entry] = []
        self.add(0, "open", actor="T1", request={"kind": kind, "client": "K-17", "seed": 5})
        outcome = Outcome(arc=arc_of(phases, zero), score=ScoreChange(phases=phases)) if phases else Outcome()
        self.add(0, "choose_arc", actor="T1", outcome=outcome)

    def add(
        self, at: float, what: str, *, actor: str = PLAYER, ref: int | None = None,
        request: dict[str, Any] | None = None, content: dict[str, Any] | None = None, outcome: Outcome | None = None,
    ) -> int:  # fmt: skip
        """Append an event at a minute of the session and return its number."""
        seq = len(self.entries) + 1
        event = Event(
            kind=what, frame=frames(at), actor=actor, ref_seq=ref, request=request or {}, content=content or {},
            outcome=outcome or Outcome(),
        )  # fmt: skip
        stamp = At(NOON_14_NOV_2026_US + round(at * 60e6))
        self.entries.append(Entry(seq, stamp, event))
        return seq

    def did(self, at: float, what: str, **request: Any) -> int:
        outcome = Outcome(flags_on=ON.get(what, ()), flags_off=OFF.get(what, ()))
        return self.add(at, what, actor="T1", request=request, outcome=outcome)

    def undid(self, at: float, seq: int, like: str) -> int:
        """Take back an event; `like` is the command that does what the undo does."""
        outcome = Outcome(flags_on=ON.get(like, ()), flags_off=OFF.get(like, ()))
        return self.add(at, "undo", actor="T1", ref=seq, outcome=outcome)

    def wrote(self, at: float, what: str, **content: Any) -> int:
        return self.add(at, what, actor="T1", content=content)

    def shared(self, *seqs: int, on: bool = True) -> int:
        return self.did(61, "share", entries=list(seqs), shared=on)

    def piece(
        self, start: float, end: float, title: str, artist: str = "", kind: str = "track", source: str = ""
    ) -> None:
        clip = sum(entry.event.kind == "piece_began" for entry in self.entries)
        began = {"clip_id": clip, "kind": kind, "title": title, "artist": artist, "source": source or f"{title}.flac"}
        self.add(start, "piece_began", request=began)
        self.add(end, "piece_ended", request={"clip_id": clip, "title": title})

    def rescored(self, at: float, what: str, phases: tuple[PlacedPhase, ...], **request: Any) -> int:
        return self.add(at, what, actor="T1", request=request, outcome=Outcome(score=ScoreChange(phases=phases)))

    def fuller(self, at: float, by: float) -> int:
        glide = Move(start_frame=frames(at), frames=frames(0.1), from_value=0, to_value=by, shape="linear")
        return self.add(at, "fuller", actor="T1", outcome=Outcome(moves={"fuller": (glide,)}))


def a_good_hour(kind: str = "session") -> Told:
    """An hour as many are: words, a hold, a silence, a dose, a piece of the arc that was missing."""
    told = Told(kind)
    told.wrote(0, "intention", text="To meet the grief without hurrying it.")
    told.add(
        0, "piece_left_out", request={"source": "quiet/old_hymn.mp3", "reason": "the file is not in the library"}
    )
    told.did(0, "begin")
    titles = (
        (0, 4.18, "Slow Water", "E. Halvorsen"), (4.1, 7.9, "Cedar, Rising", "Ana Vidal"),
        (7.8, 12.7, "Salt Room", "Sørlie & Bruun"), (12.6, 16.6, "Nine Lanterns", "M. Okafor"),
        (16.5, 20.2, "The Long Field", "Quiet Order"), (20.1, 25, "Under Ice", "E. Halvorsen"),
        (24.9, 31.7, "Kindling", "Ana Vidal"), (31.6, 33, "Low Choir", "Sørlie & Bruun"),
    )  # fmt: skip
    for start, end, title, artist in titles:
        told.piece(start, end, title, artist)
    told.piece(33, 36, "", kind="silence")
    told.piece(36, 44.1, "tide", kind="soundscape", source="tide")
    told.piece(44, 48.3, "Great Hall", "E. Halvorsen")
    told.piece(48.2, 53.6, "Thaw", "Ana Vidal")
    told.piece(53.5, 60, "Small Bells", "Sørlie & Bruun")
    told.did(4, "dose")
    seqs = [
        told.wrote(9.4, "tag", tag="A long breath out"),
        told.wrote(14.15, "quote", text="there is so much room"),
        told.wrote(15.3, "tag", tag="Laughter"),
        told.wrote(20.5, "note", text="Asked for water."),
    ]
    hold = told.did(37.8, "hold")
    told.did(38.9, "release")
    silence = told.did(41, "silence")
    told.add(41.5, "why", actor="T1", ref=silence, request={"reason": "client asked"})
    told.did(42.5, "music")
    told.did(30, "extend", minutes=2)
    told.fuller(26, 1)
    seqs += [
        told.wrote(43.5, "tag", tag="Stillness"),
        told.wrote(47.3, "quote", text="it's all the same light"),
        told.wrote(48.85, "note", text="Tears, hands relaxed."),
    ]
    told.wrote(50, "vitals", blood_pressure="118/76", heart_rate=64)
    told.add(60, "landed")
    told.shared(*seqs, hold)
    told.did(75, "end")
    return told


def page_of(told: Told, people: People = PEOPLE, prompts: tuple[str, ...] = ()) -> str:
    """The client's page of a session."""
    return render_page(build_timeline(told.entries, head="9f2c" * 16, session_id=SESSION_ID), people, prompts)


def a_long_day(moments: int = 300) -> Told:
    """Eight hours, a piece every six minutes, and so many moments."""
    names = ("Arriving", "Onset", "Building", "Peak", "Return", "Landing")
    kinds = ("pre-onset", "onset", "building", "peak", "re-entry", "return")
    starts = (0, 40, 100, 180, 320, 420, 480)
    levels = (1, 2, 4, 7, 6, 3, 1)
    told = Told("rehearsal", tuple(
        placed(names[n], kinds[n], starts[n], starts[n + 1], levels[n], levels[n + 1]) for n in range(6)
    ))  # fmt: skip
    told.did(0, "begin")
    for n in range(80):
        told.piece(6 * n, 6 * n + 6.2, f"The piece of music number {n}", "An Ensemble of Some Length")
    for n in range(moments):
        text = f"Something was said and seen here, in about sixty letters, {n}."
        told.wrote(2 + n * 470 / moments, "note", text=text)
    told.add(480, "landed")
    return told

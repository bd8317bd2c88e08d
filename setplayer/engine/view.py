"""What a front shows: one frozen value, made by the engine from the state and sent whole.

A front keeps nothing but the newest view. Frames count from Begin at 48 kHz.
"""

import json
from typing import Any, Final

from setplayer.checklist import CheckItem
from setplayer.clinic import TAGS
from setplayer.engine.today_view import ArcChoice, Today
from setplayer.score.avoiding import Instead
from setplayer.score.chain import PLAIN_TONE
from setplayer.session.measured import TemperatureUnit
from setplayer.session.table import TABLE, WHY_NOT, Word
from setplayer.spoken_times import decimal
from setplayer.units import s_from_frames
from setplayer.values import Value
from setplayer.words import _, several

PAIRS: Final = {
    "duck": "unduck",
    "silence": "music",
    "grounding": "return_to_arc",
    "away": "back",
    "hold": "release",
}
"""Commands that share one control, each with its way back."""

_CONDITION_OF: Final = {
    "duck": "ducked",
    "silence": "silent",
    "grounding": "grounding",
    "away": "away",
    "hold": "held",
}


class PhaseView(Value):
    """A phase where it lies by now; while the arc waits, as if it went on at once. A skipped one has no length."""

    name: str
    kind: str
    start_frame: int
    end_frame: int


class PieceView(Value):
    """A piece of music. A `silence` and a `bed` are pieces too."""

    kind: str
    title: str
    artist: str = ""
    start_frame: int
    end_frame: int
    """Beyond the session's length while the arc waits and nobody knows when it ends."""


class StretchView(Value):
    """A piece as it lies on the arc by now, until the next begins. `intensity` is a track's own, 0 to 10; None of
    what follows the wanted one or was not measured."""

    kind: str
    start_frame: int
    end_frame: int
    intensity: float | None = None


class CueView(Value):
    """A cue of the arc that is ahead: `chime`, `voice` or `reminder`."""

    frame: int
    kind: str


class EntryView(Value):
    """Something in the record: `kind` is its command, `text` how it reads. `seq` numbers it for corrections."""

    seq: int
    frame: int
    kind: str
    text: str
    shared: bool = False
    """Whether the client's page shows it."""
    words: str = ""
    """What a correction in words takes the place of, where that is not `text`."""
    measured: str = ""
    """What was measured as JSON, by the names of the command's fields."""
    about: str = ""
    """What it is about: a reminder's words."""
    made_frame: int = 0
    """Where it stood before it was moved."""
    was: str = ""
    """How it read at first, once it was corrected."""
    by: str = ""
    """The code of whoever entered it."""

    @property
    def values(self) -> dict[str, Any]:
        """What was measured, by the names of the command's fields."""
        found: dict[str, Any] = json.loads(self.measured) if self.measured else {}
        return found

    @property
    def worded(self) -> str:
        """The words that a correction would take the place of."""
        if self.words or self.kind not in ("note", "tag", "vitals"):
            return self.words
        return self.text

    @property
    def line(self) -> str:
        """How it reads, and that it was corrected."""
        return f"{self.text} (corrected)" if self.was else self.text


class DraftView(Value):
    """A text that was begun and not saved. `name` says where it is typed, such as `note`."""

    key: str
    """What it is kept under; with this name it is dropped."""
    name: str
    text: str
    began_frame: int
    """When its first letter was typed."""
    front_pid: int
    """The front that it is, or was, typed on."""


class ReminderView(Value):
    """A reminder: due since `due_frame`, or due then when that is ahead. `number` is 0 when it is ahead."""

    number: int
    text: str
    due_frame: int
    overdue: bool = False
    """Whether nobody has seen to it for a while."""


class ReplacedView(Value):
    """Something of the arc that the client asked not to hear, in a phase, or in the grounding music (no phase)."""

    phase: str
    source: str
    """What it is kept by: a track's path, or a soundscape's name."""
    title: str
    instead: tuple[Instead, ...] = ()
    """What is heard in its place, the longest first."""
    kept: bool = False
    """Whether it is heard all the same."""

    @property
    def line(self) -> str:
        """It as a sentence for people."""
        names = {"where": self.phase or _("Grounding"), "title": self.title}
        if self.kept:
            return _("{where}: '{title}' is avoided by this client, and is kept for this session").format(**names)
        said = [_heard_instead(one) for one in self.instead]
        match said:
            case [only]:
                return _("{where}: '{title}' is avoided by this client; {music} plays instead").format(
                    **names, music=only
                )
            case [first, second]:
                text = _("{where}: '{title}' is avoided by this client; {first} and {second} play instead")
                return text.format(**names, first=first, second=second)
            case [first, second, *_others]:
                text = _("{where}: '{title}' is avoided by this client; {first}, {second} and others play instead")
                return text.format(**names, first=first, second=second)
        return _("{where}: '{title}' is avoided by this client, and is left out").format(**names)


def _heard_instead(one: Instead) -> str:
    if one.kind == "silence":
        return _("silence")
    if one.title == PLAIN_TONE:
        return _("a plain tone")
    return f"'{one.title}'" if one.kind == "track" else _("the soundscape {name}").format(name=one.title)


class MusicChecked(Value):
    """The arc's music: how many pieces it plays, how many cannot be played, and the largest step between two."""

    pieces: int
    left_out: int = 0
    step_db: float | None = None
    """Between one piece's loudness and the next one's; None where nothing was measured."""


class View(Value):
    """Everything a front shows of a session at one moment."""

    session_id: str
    arc: str = ""
    """The arc's name; empty before one is chosen."""
    client_fits: bool = True
    """Whether what was given as the client's code is one."""
    arc_chosen: bool = True
    """Whether somebody chose it, or it is the client's usual one; before that it is only proposed."""
    client: str = ""
    state: Word = "open"
    conditions: tuple[str, ...] = ()
    """What is true beside the state, in words, sorted: `ducked`, `no output`, `not yet saved`…"""
    frame: int = 0
    """What is heard now; it goes on after the arc's end."""
    zero_frame: int | None = None
    """Where 0:00 is; None while the arc waits for the dose."""
    end_frame: int = 0
    """Where the arc ends as it lies now; while it waits, as if it went on at once."""
    waits_for: str = ""
    """`release` or `dose` while the arc's clock waits."""
    phases: tuple[PhaseView, ...] = ()
    phase: int | None = None
    """Number of the current phase; None before Begin."""
    phase_left_frames: int | None = None
    """How long the current phase goes on; while it waits, as if it went on at once."""
    curve: tuple[tuple[int, float], ...] = ()
    """Intensity 0 to 10 at frames from Begin to the end: what was until now, what is wanted from here on."""
    pieces: tuple[StretchView, ...] = ()
    """Every piece of the arc, in order."""
    cues: tuple[CueView, ...] = ()
    """The cues that are ahead, in order."""
    now: PieceView | None = None
    next: PieceView | None = None
    next_waits_for: str = ""
    """`release` or `dose` when the next piece comes only after that; its frames are then the earliest ones."""
    level_db: float = 0.0
    level_limit_db: float = 6.0
    resumes: str = ""
    """Where the session goes on after an interruption: `by_now` or `where_it_was`; empty until somebody has said."""
    fuller: float = 0.0
    """Steps of intensity added by fuller and softer."""
    undo: str | None = None
    """What undo would take back, by name."""
    said: str = ""
    """The consequence of the latest that happened, in words, and when."""
    said_frame: int = 0
    said_at: str = ""
    """The time of day of that, such as `14:20`; empty where no clock is at hand."""
    offers: tuple[str, ...] = ()
    """Reasons that `why` may be given now: after silence, fade, grounding or next piece."""
    reminders: tuple[ReminderView, ...] = ()
    """Those that are due, oldest first."""
    next_reminder: ReminderView | None = None
    entries: tuple[EntryView, ...] = ()
    """The last entries of the record, newest last: notes, tags, vitals, marks of the medicine."""
    moments: tuple[tuple[int, str], ...] = ()
    """Every entry's frame and kind, for the marks under the arc."""
    saved_seq: int = 0
    """Entries up to this number are on the disk."""
    drafts: tuple[DraftView, ...] = ()
    """Texts that were begun and are not saved, on whichever front."""
    tags: tuple[str, ...] = TAGS
    """The clinic's tags, those of the keys 1 to 7 first."""
    temperature_unit: TemperatureUnit = "C"
    """What a temperature without a unit is measured in here."""
    keyboards: tuple[str, ...] = ("en",)
    """The languages that are typed by touch here, the usual one first."""
    therapist: str = ""
    """The code of whoever guides by now."""
    dose_marked: bool = False
    medicine: tuple[EntryView, ...] = ()
    """What was given of the medicine, and when."""
    vitals: EntryView | None = None
    """What was measured last."""
    intention: str = ""
    touch_agreed: str = ""
    like: str = ""
    avoid: str = ""
    """Music, language and associations to avoid, in words."""
    left_out: tuple[str, ...] = ()
    """Pieces that are not played again in this session."""
    replaced: tuple[ReplacedView, ...] = ()
    """What the client asked not to hear of the arc, and what is heard instead."""
    checklist: tuple[CheckItem, ...] = ()
    """The checklist that this session goes through."""
    checked: tuple[str, ...] = ()
    """Its items that are ticked."""
    answered: tuple[str, ...] = ()
    """Its items with an answer written down; what it is, nobody reads on a screen."""
    light: str = ""
    eye_mask: str = ""
    heard_by: str = ""
    present: tuple[str, ...] = ()
    """The room as it is set, and who is in it, by role."""
    music_wanted: bool = True
    """Whether it begins with music, or silent."""
    music_checked: MusicChecked | None = None
    """What came of looking through the arc's music; None where the engine did not prepare it."""
    sound_tested: str = ""
    """The output that left and right were sounded on before Begin."""
    today: Today | None = None
    """No session is open, and this is what there is to open."""
    can_leave: bool = False
    """Whether a preparation can be left for Today."""
    shelf: tuple[ArcChoice, ...] = ()
    """Arcs to choose from before Begin, with what people choose by."""
    warnings: tuple[str, ...] = ()
    """What is not as it should be with the arc's music, a sentence each; known to the engine that prepared it."""
    sounds: tuple[str, ...] = ()
    """What chime and voice can play."""
    arcs: tuple[str, ...] = ()
    """Arcs that ship, by name, to choose from before Begin."""
    output: str = ""
    output_fault: str = ""
    """Why no sound reaches it, while none does."""
    outputs: tuple[str, ...] = ()
    """Outputs that can be chosen, by name."""
    hearing: str = ""
    """How loud it was until now, in words; empty where nobody hears anything."""
    queue_ms: int = 0
    underruns: int = 0
    """How often the sound broke off, because the output ran dry or the player was gone, and how long in all."""
    underrun_frames: int = 0
    guarded: bool = False
    """Whether a PIN is set, which records, settings and leaving the kiosk ask for."""
    language: str = "en"
    large_type: bool = False
    reduced_light: bool = False
    """How the clinic wants its screens."""
    speed: float = 1.0
    engine_pid: int = 0
    front_pids: tuple[int, ...] = ()

    @property
    def broke_off(self) -> str:
        """That the sound broke off, in words; empty when it never did."""
        if not self.underruns:
            return ""
        times = several("once", "{count} times", self.underruns) if self.underruns != 2 else _("twice")
        seconds = decimal(s_from_frames(self.underrun_frames), 1)
        return _("the sound broke off {times}, {seconds} s in all").format(times=times, seconds=seconds)

    def is_saved(self, entry: EntryView) -> bool:
        """Whether an entry is on the disk."""
        return entry.seq <= self.saved_seq

    def offered(self, pid: int) -> tuple[DraftView, ...]:
        """Drafts that a front can offer to go on with: those that no other front is typing now."""
        return tuple(d for d in self.drafts if d.front_pid == pid or d.front_pid not in self.front_pids)

    def why_not(self, do: str) -> str | None:
        """Why a command makes no sense now, as far as the state tells; None when it may be tried."""
        row = TABLE[do]
        if self.state not in row.allowed:
            return _("{command} is not possible: {reason}.").format(
                command=_(row.label), reason=_(WHY_NOT[self.state])
            )
        if do == "undo" and self.undo is None:
            return _("Undo is not possible: there is nothing to take back.")
        return None

    def turn(self, do: str) -> str:
        """Of a command and its way back that share one control, the one that a touch means now."""
        on = _CONDITION_OF.get(do)
        return PAIRS[do] if on is not None and (on in self.conditions or on == self.state) else do

"""From a view to words: what each control shows, whether it is on or makes no sense, and the state. Pure."""

from dataclasses import dataclass
from typing import Any, Final

from setplayer.engine.told import told
from setplayer.engine.view import PAIRS, EntryView, MusicChecked, ReminderView, View
from setplayer.kiosk.items import Act, send
from setplayer.kiosk.theme import Role
from setplayer.session.table import TABLE
from setplayer.units import SAMPLE_RATE, clock
from setplayer.words import _, marked, several

MINUTES: Final = 2
"""What a touch of Shorten or Extend is worth."""

AGO: Final = (0, 2, 5, 10)
"""Minutes ago that a mark of the medicine can be given."""

FORESEEN: Final = frozenset({"extend", "shorten", "next_phase", "finish_by", "hold", "release", "booster"})
"""Commands whose consequence is shown while their control is pressed: let go of beside it, it is not given."""

LEVEL_STEP_DB: Final = 6.0
"""A step between two pieces that is heard as a jump."""


def music_words(found: MusicChecked) -> str:
    """Such as `13 pieces, all found, level`."""
    pieces = several("{count} piece", "{count} pieces", found.pieces)
    there = several("{count} left out", "{count} left out", found.left_out) if found.left_out else _("all found")
    if found.step_db is None or found.step_db <= LEVEL_STEP_DB:
        return _("{pieces}, {there}, level").format(pieces=pieces, there=there)
    words = _("{pieces}, {there}, steps of {db} dB")
    return words.format(pieces=pieces, there=there, db=round(found.step_db))


FIRST_CHIME: Final = "bowl"

_SUBS: Final = {
    "shorten": marked("{minutes} min"),
    "extend": marked("{minutes} min"),
    "hold": marked("stay here"),
    "next_phase": marked("move on"),
    "next_piece": marked("crossfade"),
    "grounding": marked("music"),
    "duck": marked("to speak"),
    "silence": marked("fade 8 s"),
    "away": marked("fade and hide"),
    "soft_stop": marked("press and hold"),
    "bring_back": marked("press and hold"),
}

_WHILE_ON: Final = {
    "hold": marked("ON · release"),
    "grounding": marked("ON · to arc"),
    "duck": marked("ON · bring up"),
    "silence": marked("ON · music"),
    "away": marked("ON · return"),
}

KEY_NAMES: Final = {"Up": "↑", "Down": "↓", "-": "−"}

STATES: Final[dict[str, tuple[str, str, Role]]] = {
    "open": (marked("Preparing"), "ring", "secondary"),
    "playing": (marked("Playing"), "play", "noted"),
    "held": (marked("Held"), "bars", "accent"),
    "silent": (marked("Silent"), "square outline", "accent"),
    "faded": (marked("Faded"), "square", "stop"),
    "stopping": (marked("Stopping"), "triangle down", "stop"),
    "landed": (marked("Landed"), "landed", "noted"),
    "closed": (marked("Closed"), "cross", "secondary"),
}
"""A state's word, shape and colour."""

ANOTHER_SCREEN: Final = "another screen"
"""A remote, or a terminal elsewhere, that shows the session too and can give commands."""

CONDITIONS: Final[dict[str, tuple[str, str, Role]]] = {
    "no output": (marked("No sound reaching the output"), "speaker cross", "due"),
    "loud": (marked("Loud for the ear: 75 dBA or more"), "warning", "due"),
    "not yet saved": (marked("Not yet saved"), "hourglass", "due"),
    "safe music": (marked("Safe music"), "shield", "due"),
    "dose due": (marked("Dose due"), "drop", "due"),
    "reminder overdue": (marked("Reminder overdue"), "clock", "due"),
    "away": (marked("Away"), "slashed ring", "accent"),
    "held": (marked("Held"), "bars", "accent"),
    "silent": (marked("Silent"), "square outline", "accent"),
    "grounding": (marked("Grounding"), "ground", "accent"),
    "ducked": (marked("Ducked"), "chevrons", "accent"),
    "on the bed": (marked("On the bed"), "wave", "secondary"),
    "on battery": (marked("On battery"), "battery", "due"),
    ANOTHER_SCREEN: (marked("Another screen is attached"), "screens", "secondary"),
    "restarting": (marked("The player is restarting"), "turning", "due"),
}
"""A condition's words, shape and colour; what matters most comes first."""

MEDICINE: Final = ("dose", "booster", "device_given", "infusion_end")

_READ_ALIKE: Final = frozenset({*MEDICINE, "mark", "touch_given", "clinician_called"})
"""Entries without anybody's words, unless something was added to them; that stays as it is."""

_UNKNOWN_FRAMES: Final = 12 * 3600 * SAMPLE_RATE
"""What lies further ahead hangs on a phase that waits."""

_SOUNDING: Final = ("playing", "held")

_UNHEARD: Final[dict[str, tuple[str, str, Role]]] = {
    "away": CONDITIONS["away"],
    "no output": (marked("No sound"), "speaker cross", "due"),
}
"""Conditions in which what is playing is not heard, and how the state is told then."""


@dataclass(frozen=True)
class Control:
    """A command as a control shows it now."""

    name: str
    label: str
    sub: str
    key: str
    act: Act
    on: bool
    why_not: str
    held_down: bool


def control(view: View, name: str, **fields: Any) -> Control:
    """The control of a command, or of a pair of them that share one. `fields` go with the command."""
    do = view.turn(name) if name in PAIRS else name
    row = TABLE[do]
    on = do != name
    why_not = view.why_not(do) or ""
    return Control(
        name=name,
        label=_(TABLE[name].label),
        sub=_(_WHILE_ON[name] if on else _SUBS.get(name, "")).format(minutes=MINUTES),
        key=KEY_NAMES.get(row.key, row.key),
        act=send(do, **fields),
        on=on,
        why_not=why_not,
        held_down=row.held_down,
    )


def key_of(do: str) -> str:
    """The key of a command as a button shows it."""
    key = TABLE[do].key
    return KEY_NAMES.get(key, key)


def state_of(view: View, connected: bool) -> tuple[str, str, Role]:
    """The state's word, shape and colour; while the engine is away, or nothing is heard that should be, that."""
    word, shape, role = STATES[view.state] if connected else CONDITIONS["restarting"]
    if connected and view.state in _SOUNDING and (unheard := _unheard(view)) is not None:
        word, shape, role = _UNHEARD[unheard]
    return _(word), shape, role


def _unheard(view: View) -> str | None:
    """Why what is playing is not heard."""
    return next((name for name in _UNHEARD if name in view.conditions), None)


def conditions_of(view: View) -> list[tuple[str, str, Role]]:
    """Everything true beside the state, each with words, shape and colour; what matters most first.

    A condition that this screen does not know is shown in the engine's own words.
    """
    true = {*view.conditions, *([ANOTHER_SCREEN] if len(view.front_pids) > 1 else [])}
    if view.state in _SOUNDING and (unheard := _unheard(view)) is not None:  # the word of the state says so
        true = (true | ({"held"} if view.state == "held" else set())) - {unheard}
    known = [(_(words), shape, role) for name, (words, shape, role) in CONDITIONS.items() if name in true]
    unknown: list[tuple[str, str, Role]] = [
        (word[:1].upper() + word[1:], "warning", "due") for word in view.conditions if word not in CONDITIONS
    ]
    return [*unknown, *known]


def phase_words(view: View) -> tuple[str, str, str]:
    """The phase's name, its time left, and what stands after it."""
    if view.state in ("open", "closed"):
        return view.arc or _("No arc chosen"), "", ""
    if view.phase is None or view.frame >= view.end_frame:
        return _("The arc is over"), "", ""
    if view.state == "landed":
        return _("The music has ended"), "", ""
    name = view.phases[view.phase].name
    left = clock(view.phase_left_frames or 0)
    if view.waits_for == "dose":
        return name, "", _("waits for the dose")
    if view.waits_for == "release":
        return name, left, _("left, held")
    return name, left, _("left")


def closes(view: View) -> bool:
    """Whether the arc is over and the session is being closed, with or without music."""
    with_music = "grounding" in view.conditions and view.frame >= view.end_frame
    return view.state == "landed" or (with_music and view.state not in ("open", "closed"))


def sounding(view: View) -> bool:
    """Whether the music can be heard."""
    return view.state in _SOUNDING and _unheard(view) is None


def level_words(level_db: float) -> str:
    """A level as people read it: `−3 dB`, `0 dB`, `+2 dB`."""
    whole = round(level_db)
    sign = "+" if whole > 0 else "−" if whole < 0 else ""
    return f"{sign}{abs(whole)} dB"


def ago_words(minutes: int) -> str:
    """`now`, or how many minutes ago."""
    return several("{count} min ago", "{count} min ago", minutes) if minutes else _("now")


def minutes_until(view: View, frame: int) -> str:
    """How long from now until a frame, as a clock; never below zero."""
    return clock(max(frame - view.frame, 0))


def since(view: View, frame: int) -> str:
    """How long ago a frame was, as a clock."""
    return clock(max(view.frame - frame, 0))


def glance(view: View) -> list[tuple[str, str]]:
    """What whoever takes over should know, as titles and words."""
    given = [f"{clock(entry.frame)} {entry.text}" for entry in view.medicine]
    avoid = [words for words in (view.avoid, *view.left_out) if words]
    vitals = view.vitals
    return [
        (_("Intention"), view.intention or _("none was written")),
        (_("Touch agreed"), view.touch_agreed or _("nothing was written")),
        (_("To avoid"), ", ".join(avoid) or _("nothing was named")),
        (_("Medicine given"), "; ".join(given) or _("none was marked")),
        (_("Last vitals"), f"{clock(vitals.frame)} {vitals.text}" if vitals else _("none recorded")),
        (_("Guided by"), view.therapist or _("no code was given")),
    ]


def line_of(entry: EntryView) -> str:
    """How an entry reads: in the language of the screen, but for what people said or wrote."""
    return told(entry.line) if entry.kind in _READ_ALIKE else entry.line


def tag_act(tag: str) -> Act:
    """The act of a tag. That of an interruption is the command of that name, wherever it is touched."""
    return send("interruption") if tag.casefold() == "interruption" else send("tag", tag=tag)


def last_of(view: View, *kinds: str) -> EntryView | None:
    """The newest entry of some kinds among those that fronts are sent."""
    return next((entry for entry in reversed(view.entries) if entry.kind in kinds), None)


def coming_reminder(view: View) -> ReminderView | None:
    """The reminder that falls due next; none while it hangs on something that waits, and nobody knows when it is."""
    coming = view.next_reminder
    known = coming is not None and coming.due_frame - view.frame < _UNKNOWN_FRAMES
    return coming if known else None


def chime_of(view: View) -> str:
    """The sound of a plain chime."""
    return FIRST_CHIME if FIRST_CHIME in view.sounds or not view.sounds else view.sounds[0]


def needs_dose(view: View) -> bool:
    """Whether the arc hangs on a dose that has not been marked."""
    return view.zero_frame is None and not view.dose_marked and view.state not in ("open", "closed")


def later(wall: str, minutes: int) -> str:
    """The time of day so many minutes after one such as `14:20`."""
    hour, minute = (int(part) for part in wall.split(":"))
    total = (60 * hour + minute + minutes) % (24 * 60)
    return f"{total // 60:02}:{total % 60:02}"


def quarters(wall: str, count: int) -> list[tuple[str, int]]:
    """The quarters of an hour after a time of day, from five minutes ahead on, and in how many minutes each is."""
    first = -(int(wall.split(":")[1]) + 5) % 15 + 5
    return [(later(wall, first + 15 * n), first + 15 * n) for n in range(count)]

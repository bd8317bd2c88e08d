"""The command table as data: what fronts show and tests walk.

One row per command: what it does to the sound and to the arc's clock, its way back, in which states it makes sense,
its key, and whether it must be pressed and held.
"""

from typing import Final, Literal

from setplayer.values import Value

Word = Literal["open", "playing", "held", "silent", "faded", "stopping", "landed", "closed"]
Group = Literal["preparation", "medicine", "arc", "music", "record", "close"]

_RUNNING: Final = ("playing", "held", "silent")
_BEGUN: Final = (*_RUNNING, "faded", "stopping", "landed")
_KEPT: Final = ("open", *_BEGUN)


class Row(Value):
    """A command as people meet it. `way_back` names the command that takes it back, or `undo`, `correct` or ``."""

    do: str
    label: str
    group: Group
    sound: str
    clock: str
    way_back: str
    allowed: tuple[Word, ...]
    key: str = ""
    held_down: bool = False


def _row(do: str, label: str, group: Group, sound: str, clock: str, way_back: str, allowed: tuple[str, ...],
         key: str = "", held_down: bool = False) -> Row:  # fmt: skip
    return Row.model_validate(
        {"do": do, "label": label, "group": group, "sound": sound, "clock": clock, "way_back": way_back,
         "allowed": allowed, "key": key, "held_down": held_down}
    )  # fmt: skip


_ROWS: Final = (
    _row("open", "Open", "preparation", "none", "none", "change again", ("open",)),
    _row("choose_arc", "Choose arc", "preparation", "none", "none", "change again", ("open",)),
    _row("intention", "Intention", "preparation", "none", "none", "change again", ("open",)),
    _row("prefer", "Preferences", "preparation", "none", "none", "change again", ("open",)),
    _row("check_item", "Checklist", "preparation", "none", "none", "change again", ("open",)),
    _row("setting", "Setting", "preparation", "none", "none", "change again", ("open",)),
    _row("want_music", "Music or none", "preparation", "none", "none", "change again", ("open",)),
    _row("set_output", "Output", "preparation", "none", "none", "change again", _KEPT),
    _row("set_level_limit", "Level limit", "preparation", "none", "none", "change again", ("open",)),
    _row("set_resume", "After an interruption", "preparation", "none", "none", "change again", ("open",)),
    _row("begin", "Begin", "preparation", "starts over 20 s", "starts", "", ("open",), "", True),
    _row("dose", "Dose", "medicine", "none", "zero set", "correct", _BEGUN, "O", True),
    _row("booster", "Booster", "medicine", "none", "stretched", "correct", _BEGUN, "", True),
    _row("device_given", "Device given", "medicine", "none", "marked", "correct", _BEGUN),
    _row("infusion_end", "Infusion ended", "medicine", "none", "marked", "correct", _BEGUN),
    _row("extend", "Extend", "arc", "stays", "re-timed", "undo", _RUNNING, "+"),
    _row("shorten", "Shorten", "arc", "stays or crossfades", "re-timed", "undo", _RUNNING, "-"),
    _row("next_phase", "Next phase", "arc", "crossfades", "re-timed", "undo", _RUNNING, "P"),
    _row("finish_by", "Finish by", "arc", "stays or crossfades", "re-timed", "undo", ("playing", "silent")),
    _row("hold", "Hold", "arc", "goes on", "waits", "release", ("playing", "silent"), "H"),
    _row("release", "Release", "arc", "goes on", "runs again", "hold", ("held", "silent"), "H"),
    _row("next_piece", "Next piece", "music", "crossfades over 12 s", "runs", "undo", ("playing", "held"), "N"),
    _row("fuller", "Fuller", "music", "soundscapes glide, next pieces follow", "runs", "undo", _RUNNING, "Up"),
    _row("softer", "Softer", "music", "soundscapes glide, next pieces follow", "runs", "undo", _RUNNING, "Down"),
    _row("level", "Level", "music", "at most +3 dB/s, up to the limit", "runs", "undo", _RUNNING),
    _row("duck", "Duck", "music", "-15 dB in 0.3 s", "runs", "unduck", ("playing", "held"), "D"),
    _row("unduck", "Unduck", "music", "back over 3 s", "runs", "duck", _RUNNING, "D"),
    _row("silence", "Silence", "music", "fades over 8 s", "runs", "music", ("playing", "held"), "S"),
    _row("music", "Music", "music", "ramps, in place by now", "runs", "silence", ("silent",), "S"),
    _row("grounding", "Grounding", "music", "crossfades over 4 s", "runs", "return_to_arc", _RUNNING, "G"),
    _row("return_to_arc", "Return to arc", "music", "crossfades over 4 s, in place by now", "runs", "grounding",
         _RUNNING, "G"),
    _row("away", "Away", "music", "fades", "runs", "back", (*_RUNNING, "faded", "stopping"), "A"),
    _row("back", "Back", "music", "ramps, in place by now", "runs", "away", _BEGUN, "A"),
    _row("chime", "Chime", "music", "over lowered music", "runs", "", _RUNNING, "C"),
    _row("voice", "Voice prompt", "music", "over lowered music", "runs", "", _RUNNING),
    _row("fade_now", "Fade now", "close", "3 s; again within 3 s: 50 ms", "runs", "bring_back",
         (*_RUNNING, "faded", "stopping"), "Esc"),
    _row("soft_stop", "Soft stop", "close", "fades over 10 s", "ends", "bring_back", _RUNNING, "E", True),
    _row("bring_back", "Bring back", "close", "ramps, in place by now", "runs", "", ("faded", "stopping", "landed"),
         "B", True),
    _row("note", "Note", "record", "none", "none", "correct", _KEPT, "T"),
    _row("quote", "Quote", "record", "none", "none", "correct", _KEPT),
    _row("tag", "Tag", "record", "none", "none", "correct", _KEPT, "1"),
    _row("mark", "Mark", "record", "none", "none", "correct", _KEPT, "M"),
    _row("vitals", "Vitals", "record", "none", "none", "correct", _KEPT, "V"),
    _row("interruption", "Interruption", "record", "none", "none", "correct", _KEPT),
    _row("touch_agreed", "Touch agreed", "record", "none", "none", "correct", _KEPT),
    _row("touch_given", "Touch given", "record", "none", "none", "correct", _KEPT),
    _row("clinician_called", "Clinician called", "record", "none", "none", "correct", _KEPT, "K"),
    _row("reminder_done", "Reminder done", "record", "none", "none", "correct", _KEPT),
    _row("reminder_skipped", "Reminder skipped", "record", "none", "none", "correct", _KEPT),
    _row("why", "Why", "record", "the piece leaves this session, if that is the reason", "none", "correct", _BEGUN),
    _row("correct", "Correct", "record", "none", "none", "", _KEPT),
    _row("handover", "Handover", "record", "none", "none", "handover", _KEPT),
    _row("share", "Share", "record", "none", "none", "share", _KEPT),
    _row("end", "End", "close", "none", "ends", "", ("open", "silent", "faded", "landed"), "", True),
    _row("undo", "Undo", "close", "the inverse", "the inverse", "", _RUNNING, "Z"),
)  # fmt: skip

TABLE: Final[dict[str, Row]] = {row.do: row for row in _ROWS}
"""Every command by name, in the order in which people meet them."""

WHY_NOT: Final[dict[Word, str]] = {
    "open": "the session has not begun",
    "playing": "the music is playing",
    "held": "the phase is held",
    "silent": "the music is silent",
    "faded": "the music was faded; bring it back first",
    "stopping": "the music is stopping",
    "landed": "the music has ended",
    "closed": "the session is closed",
}
"""Why a command makes no sense in a state, in words that finish `NAME is not possible: `."""

"""Making the view: what fronts show, from the state, the journal and what the engine knows of its machine. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from setplayer.arc.model import Arc
from setplayer.clinic import Clinic
from setplayer.engine.along import cues_ahead, stretches
from setplayer.engine.journal import Journal
from setplayer.engine.set_up import Setup
from setplayer.engine.today_view import ArcChoice
from setplayer.engine.view import DraftView, MusicChecked, PhaseView, PieceView, ReminderView, ReplacedView, View
from setplayer.engine.wall import Wall
from setplayer.hearing import Exposure, in_words
from setplayer.keys.client_folder import is_code
from setplayer.score.avoiding import Replaced
from setplayer.score.curves import Lane
from setplayer.score.model import Clip
from setplayer.score.phases import Phases, intensity_moves
from setplayer.session.decide import undo_name
from setplayer.session.decide_arc import awake
from setplayer.session.due import next_reminder
from setplayer.session.events import PLAYER
from setplayer.session.refusal import Refused
from setplayer.session.state import State
from setplayer.session.words import told
from setplayer.units import db_from_gain, frames_from_s

_CURVE_POINTS: Final = 240


@dataclass(frozen=True)
class Machine:
    """What the engine knows beside the session. `conditions` are words such as `no output`, `not yet saved`."""

    session_id: str
    conditions: frozenset[str] = frozenset()
    output: str = ""
    outputs: tuple[str, ...] = ()
    exposure: Exposure | None = None
    """What was heard that the record does not have yet."""
    arcs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    queue_ms: int = 0
    speed: float = 1.0
    wall: Wall | None = None
    """The clock on the wall, that people are told times by; without it they count from Begin."""
    engine_pid: int = 0
    front_pids: tuple[int, ...] = ()
    saved_seq: int | None = None
    """Events up to this number are on the disk; None where nothing is kept."""
    drafts: tuple[DraftView, ...] = ()
    clinic: Clinic = field(default_factory=Clinic)
    setup: Setup = field(default_factory=Setup)
    music_checked: MusicChecked | None = None
    can_leave: bool = False
    shelf: tuple[ArcChoice, ...] = ()


OVERDUE_FRAMES: Final = frames_from_s(120)
"""A reminder that nobody has seen to for so long is overdue."""

_OF_THE_CLIENT: Final = {
    "client": "", "entries": (), "moments": (), "drafts": (), "medicine": (), "vitals": None, "intention": "",
    "touch_agreed": "", "like": "", "avoid": "", "left_out": (), "replaced": (), "checked": (), "answered": (),
    "present": (),
}  # fmt: skip


def make_view(state: State, journal: Journal, frame: int, machine: Machine) -> View:
    """The view of what is heard at a frame, which is at or after the state's latest event.

    While the client may look at the screen (away), no front gets anything of theirs.
    """
    whole = _whole_view(state, journal, frame, machine)
    return whole.model_copy(update=_OF_THE_CLIENT) if "away" in state.flags else whole


def replaced_views(arc: Arc, replaced: Sequence[Replaced]) -> tuple[ReplacedView, ...]:
    """What the client asked not to hear of an arc, as fronts show it."""
    return tuple(
        ReplacedView(
            phase="" if one.phase is None else arc.phases[one.phase].name,
            source=one.source,
            title=one.title,
            instead=one.by,
            kept=one.kept,
        )
        for one in replaced
    )


def _whole_view(state: State, journal: Journal, frame: int, machine: Machine) -> View:
    phases = _phases(state, frame)
    begun = "begun" in state.flags
    current = state.score.phase_at(frame) if begun and phases else None
    over = bool(phases) and frame >= state.score.frames
    sounding = state.score.clip_at(frame) if begun and not over else None
    following = _next(state.score.clips, sounding, frame) if begun else None
    waits_by = _waits_by(state, phases, sounding, following)
    return View(
        session_id=machine.session_id,
        arc=state.arc.name if state.arc else "",
        arc_chosen=not journal.arc_proposed,
        client=state.client,
        client_fits=not state.client or is_code(state.client),
        state=state.word,
        conditions=tuple(sorted(state.conditions | machine.conditions | _bed(sounding) | _overdue(state, frame))),
        frame=frame,
        zero_frame=None if "waiting" in state.flags else state.marks.get("zero_frame", 0),
        end_frame=max((phase.end_frame for phase in phases), default=0),
        waits_for=_waits_for(state, frame),
        phases=tuple(
            PhaseView(name=p.name, kind=p.kind, start_frame=p.start_frame, end_frame=p.end_frame) for p in phases
        ),
        phase=current,
        phase_left_frames=None if current is None else max(phases[current].end_frame - frame, 0),
        curve=_curve(state, phases, frame),
        pieces=stretches(state, phases),
        cues=cues_ahead(state, phases, frame),
        now=_piece(sounding),
        next=_piece(following, waits_by),
        next_waits_for=_next_waits_for(state) if waits_by else "",
        level_db=round(db_from_gain(max(state.lanes["level"].target(frame), 1e-6)), 2),
        level_limit_db=state.level_limit_db,
        resumes=state.resumes,
        fuller=state.lanes["fuller"].target(frame),
        undo=undo_name(state, frame) if begun else None,
        said=told(journal.said, journal.consequence, machine.wall.at) if machine.wall else journal.said,
        said_frame=journal.said_frame,
        said_at=machine.wall.at(journal.said_frame) if machine.wall and begun else "",
        offers=journal.offers(frame),
        reminders=tuple(
            ReminderView(
                number=r.number, text=r.text, due_frame=r.due_frame, overdue=frame - r.due_frame >= OVERDUE_FRAMES
            )
            for r in state.reminders
            if r.status == "due"
        ),
        next_reminder=_ahead(state),
        entries=journal.entries,
        moments=tuple((at, kind) for _, at, kind in journal.moments),
        saved_seq=state.seq if machine.saved_seq is None else machine.saved_seq,
        drafts=machine.drafts,
        tags=machine.clinic.tags,
        temperature_unit=machine.clinic.temperature,
        keyboards=machine.clinic.keyboards,
        therapist="" if state.actor == PLAYER else state.actor,
        dose_marked="dose_frame" in state.marks,
        medicine=journal.medicine,
        vitals=journal.vitals,
        intention=journal.intention,
        touch_agreed=journal.touch_agreed,
        like=journal.like,
        avoid=journal.avoid,
        left_out=tuple(sorted(_title(state, source) for source in state.avoid)),
        replaced=replaced_views(state.arc, state.replaced) if state.arc else (),
        checklist=journal.checklist,
        checked=journal.checked,
        answered=journal.answered,
        music_wanted=state.music_wanted,
        sound_tested=journal.sound_tested,
        **journal.setting,
        music_checked=machine.music_checked,
        can_leave=machine.can_leave and not begun,
        shelf=() if begun else machine.shelf,
        sounds=tuple(sorted(state.materials.sounds)),
        warnings=machine.warnings,
        arcs=machine.arcs,
        output=machine.output,
        output_fault=journal.output_fault,
        outputs=machine.outputs,
        hearing=in_words((*journal.exposures, *([machine.exposure] if machine.exposure else ()))),
        queue_ms=machine.queue_ms,
        underruns=journal.breaks,
        underrun_frames=journal.broken_frames,
        guarded=machine.setup.guarded,
        language=machine.setup.language,
        large_type=machine.setup.large_type,
        reduced_light=machine.setup.reduced_light,
        speed=machine.speed,
        engine_pid=machine.engine_pid,
        front_pids=machine.front_pids,
    )


def _phases(state: State, frame: int) -> Phases:
    """The phases as they would lie if the arc stopped waiting now."""
    if "begun" not in state.flags:
        return state.score.phases
    try:
        return awake(state, frame)
    except Refused:
        return state.score.phases


def _waits_for(state: State, frame: int) -> str:
    if "held" in state.flags:
        return "release"
    return "dose" if "waiting" in state.flags and frame >= state.marks["zero_planned"] else ""


def _overdue(state: State, frame: int) -> frozenset[str]:
    overdue = any(r.status == "due" and frame - r.due_frame >= OVERDUE_FRAMES for r in state.reminders)
    return frozenset({"reminder overdue"}) if overdue else frozenset()


def _title(state: State, source: str) -> str:
    track = state.tracks.get(source)
    return track.title if track is not None and track.title else source


def _bed(sounding: Clip | None) -> frozenset[str]:
    return frozenset({"on the bed"}) if sounding is not None and sounding.kind == "bed" else frozenset()


def _waits_by(state: State, phases: Phases, sounding: Clip | None, clip: Clip | None) -> int:
    """How much earlier a clip would begin if the arc went on at once.

    In a phase that waits a soundscape goes on for as long as it does; one track still follows the other.
    """
    if clip is None:
        return 0
    with_phase = state.score.phases[clip.phase].start_frame - phases[clip.phase].start_frame
    goes_on = sounding is not None and sounding.kind != "track"
    return max(with_phase, clip.start_frame - phases[clip.phase].end_frame if goes_on else 0)


def _next_waits_for(state: State) -> str:
    return "release" if "held" in state.flags else "dose"


def _piece(clip: Clip | None, earlier_frames: int = 0) -> PieceView | None:
    if clip is None:
        return None
    return PieceView(
        kind=clip.kind,
        title=clip.title,
        artist=clip.artist,
        start_frame=clip.start_frame - earlier_frames,
        end_frame=clip.end_frame - earlier_frames,
    )


def _next(clips: Sequence[Clip], sounding: Clip | None, frame: int) -> Clip | None:
    after = [clip for clip in clips if clip.start_frame > frame and clip is not sounding]
    return min(after, key=lambda clip: clip.start_frame, default=None)


def _ahead(state: State) -> ReminderView | None:
    found = next_reminder(state)
    return None if found is None else ReminderView(number=0, text=found[1], due_frame=found[0])


def _curve(state: State, phases: Phases, frame: int) -> tuple[tuple[int, float], ...]:
    """Past intensity as it was, and what is wanted ahead."""
    if not phases:
        return ()
    end = max(phase.end_frame for phase in phases)
    frames = np.linspace(0, end, _CURVE_POINTS).astype(np.int64)
    played = int(np.searchsorted(frames, frame, side="right")) if "begun" in state.flags else 0
    lane, fuller = state.lanes["intensity"], state.lanes["fuller"]
    now, start = (frame, lane.value(frame)) if played else (0, phases[0].intensity_start)
    ahead = Lane(initial=start).with_moves(intensity_moves(phases, start, now) if now < end else ())
    wanted = np.concatenate((lane.values(frames[:played]), ahead.values(frames[played:]))) + fuller.values(frames)
    return tuple(zip(frames.tolist(), np.clip(wanted, 0, 10).round(2).tolist(), strict=True))

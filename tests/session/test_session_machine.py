"""A session under everything at once: random commands, faults, crashes and clocks that are set, against a model.

After each step the session is what the model says, the score covers every frame ahead, nothing automatic sounds where
silence was asked for, and what is on the disk makes the live session again. `SETPLAYER_EXAMPLES=5000` runs it longer.
"""

import copy
import os
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from refit_cases import Picking, library, picking_arc
from session_cases import SECOND, Session, at, begun, differences, every, minutes, phase, plain_arc
from session_model import TURNS, Model

from setplayer.arc.model import Arc, Booster
from setplayer.engine.journal import Journal, noted
from setplayer.engine.last_place import Place
from setplayer.engine.live import passed_over
from setplayer.engine.views import Machine, make_view
from setplayer.log.clock import Stamp
from setplayer.score.model import Score
from setplayer.score.phases import WAIT_FRAMES, Phases
from setplayer.session import commands as c
from setplayer.session.decide import preview, undo_name
from setplayer.session.decide_arc import awake
from setplayer.session.decide_stand_in import should_sound
from setplayer.session.due import next_due
from setplayer.session.events import Event, Refusal
from setplayer.session.lanes import Bus, SessionIntensity, bus_gain
from setplayer.session.refusal import Refused
from setplayer.session.state import State
from setplayer.units import frames_from_s

EXAMPLES: Final = int(os.environ.get("SETPLAYER_EXAMPLES", "40"))

CUES: Final = (
    at(-1),
    at(3),
    every(4, "Blood pressure"),
    every(7),
    at(1, "Peak"),
    at(-0.5, "return", "Stay near"),
    at(2, "booster"),
)


def arcs() -> list[Arc]:
    """With ranges; of soundscapes; of tracks and silences with overlaps; one that waits in its last phase."""
    booster = Booster(adds_frames=minutes(5), to=("onset", "Peak"))
    overlapping = (
        phase("Arriving", 3, "one.ogg", kind="pre-onset", intensity="2 2"),
        phase("Opening", 4, "silence 40", "two.ogg", kind="onset", overlap_s=45),
        phase("Peak", 6, "three.ogg", "drone", "long.ogg", overlap_s=10, intensity="6 7"),
        phase("Still", 1, "silence 60"),
        phase("Home", 5, "broken.ogg", "tide", kind="return", overlap_s=30, intensity="2 1"),
    )
    with_ranges = (
        phase("Arriving", 3, "tide", kind="pre-onset", intensity="2 2", at_least_min=3, at_most_min=3),
        phase("Opening", 6, "two.ogg", kind="onset", overlap_s=45, at_least_min=2, at_most_min=9),
        phase("Peak", 6, "long.ogg", overlap_s=10, at_least_min=5, after_booster_min=2),
        phase("Again", 5, "drone", overlap_s=60, at_most_min=7, after_booster_min=9),
        phase("Home", 5, "tide", kind="return", overlap_s=30, intensity="2 1"),
    )
    more: dict[str, Any] = {"booster": booster, "cues": CUES}
    return [
        plain_arc(**more),
        plain_arc(**more, zero="dose", lead_frames=minutes(5)),
        plain_arc(**more, phases=with_ranges, zero="dose", lead_frames=minutes(2)),
        plain_arc(**more, phases=overlapping, zero="dose", lead_frames=minutes(3)),
        plain_arc(**more, phases=overlapping, zero="dose", lead_frames=minutes(16)),
    ]


ARCS: Final = arcs()


@cache
def a_session(number: int) -> tuple[State, list[Event], list[Any]]:
    """A session just begun with one of the arcs; with the last number one whose music is chosen from a library."""
    session = begun(ARCS[number]) if number < len(ARCS) else picking()
    return session.state, session.events, session.stored


@cache
def picking() -> Picking:
    return Picking(library(40), picking_arc(cues=(at(1, "Peak"), every(4, "Blood pressure"), every(7))))


RETIMINGS: Final[list[st.SearchStrategy[c.Command]]] = [
    st.builds(c.Extend, minutes=st.sampled_from([0.05, 0.5, 2, 10])),
    st.builds(c.Shorten, minutes=st.sampled_from([0.05, 0.5, 2, 10, 100])),
    st.builds(c.FinishBy, minutes=st.sampled_from([0.01, 0.3, 1, 3, 10, 60, 240])),
    st.sampled_from([c.NextPhase(), c.NextPhase(), c.Hold(), c.Release()]),
]
MARKS: Final[list[st.SearchStrategy[c.Command]]] = [
    st.builds(c.Dose, minutes_ago=st.sampled_from([0, 0, 0, 0.5, 4, 12])),
    st.builds(c.GiveBooster, minutes_ago=st.sampled_from([0, 3])),
    st.builds(c.Correct, entry=st.integers(1, 30), minutes_ago=st.sampled_from([0, 2, 6])),
    st.sampled_from([c.DeviceGiven(), c.InfusionEnd(), c.ReminderDone(), c.Note(text="x")]),
]
MUSIC: Final[list[st.SearchStrategy[c.Command]]] = [
    st.builds(c.Level, db=st.sampled_from([-40.0, -6.0, 0.0, 3.0])),
    st.builds(c.Why, reason=st.sampled_from(["client asked", "not this piece again"])),
    st.builds(c.Chime, sound=st.sampled_from(["bowl", "bell", "gone"])),
    st.sampled_from([c.NextPiece(), c.NextPiece(), c.Fuller(), c.Softer()]),
    st.sampled_from(
        [c.Duck(), c.Unduck(), c.Silence(), c.Music(), c.Grounding(), c.ReturnToArc(), c.Away(), c.Back()]
    ),
]
STOPS: Final = st.sampled_from([c.FadeNow(), c.FadeNow(), c.BringBack(), c.BringBack(), c.SoftStop(), c.End()])
WAITS_S: Final = st.sampled_from([0, 0.1, 1, 2.5, 5, 6.5, 11, 20, 45, 100, 200, 500])
GAPS_S: Final = st.sampled_from([0.0, 0.3, 2.0, 29.0, 31.0, 600.0])


@dataclass
class Disk:
    """How much of the record is saved, the note of the last place, and what was true then."""

    saved: int
    place: Place
    model: Model
    fails: bool = False


class Whole(RuleBasedStateMachine):
    """One session from Begin on."""

    # ---- the beginning

    @initialize(number=st.integers(0, len(ARCS)))
    def begin(self, number: int) -> None:
        state, events, stored = a_session(number)
        self.session = Session()
        self.session.state, self.session.events, self.session.stored = state, [*events], [*stored]
        self.wall_s, self.mono_s, self.boot, self.offset_min = 1_772_355_600.0, 0.0, 0, 60
        self.model = Model(end=ends(state), zero=state.marks.get("zero_planned", 0))
        self.model.on |= state.flags & {"waiting"}
        self.journal = Journal()
        for seq, event in enumerate(events, 1):
            self.journal = noted(self.journal, event, seq)
        self.disk = Disk(0, self.place(), copy.deepcopy(self.model))
        self.save()
        self.seen = len(events)

    # ---- what people do

    @precondition(lambda self: self.lives)
    @rule(command=st.one_of(RETIMINGS))
    def retimes(self, command: c.Command) -> None:
        self.give(command)

    @precondition(lambda self: self.lives)
    @rule(command=st.sampled_from([c.Hold(), c.Release(), c.Away(), c.Silence()]))
    def waits_or_is_silent(self, command: c.Command) -> None:
        """What time then passes over, more often than by chance."""
        self.give(command)

    @precondition(lambda self: self.lives)
    @rule(command=st.one_of(MARKS))
    def marks(self, command: c.Command) -> None:
        self.give(command)

    @precondition(lambda self: self.lives)
    @rule(command=st.one_of(MUSIC))
    def changes_the_music(self, command: c.Command) -> None:
        self.give(command)

    @precondition(lambda self: self.lives)
    @rule(command=STOPS)
    def stops(self, command: c.Command) -> None:
        self.give(command)

    @precondition(lambda self: self.lives)
    @rule()
    def takes_back(self) -> None:
        self.give(c.Undo())

    # ---- what time and the machine do

    @precondition(lambda self: self.lives)
    @rule(seconds=WAITS_S)
    def time_passes(self, seconds: float) -> None:
        self.pass_to(self.session.now + frames_from_s(seconds))

    @rule(seconds=st.sampled_from([-7200.0, -3600.0, -3.0, 0.5, 3600.0]))
    def the_clock_on_the_wall_is_set(self, seconds: float) -> None:
        self.wall_s += seconds

    @rule()
    def summer_time_begins_or_ends(self) -> None:
        self.offset_min = 180 - self.offset_min

    @precondition(lambda self: self.lives)
    @rule(until_s=st.integers(0, 20), sounding=st.booleans(), clip_id=st.integers(1, 12))
    def a_piece_fails(self, until_s: int, sounding: bool, clip_id: int) -> None:
        clip = self.session.state.score.clip_at(self.session.now)
        number = clip.clip_id if sounding and clip is not None else clip_id
        until = self.session.now + until_s * SECOND
        self.give(c.PieceFailed(clip_id=number, playable_until_frame=until, reason="it is damaged"))

    @precondition(lambda self: self.lives)
    @rule()
    def nothing_is_heard(self) -> None:
        missing = should_sound(self.session.state, self.session.now)
        if missing is not None:
            frame = self.session.now - 3 * SECOND
            self.give(c.StandIn(source=missing.source, reason="it is silent", last_heard_frame=frame))

    @precondition(lambda self: self.lives)
    @rule(found=st.booleans(), chosen=st.booleans())
    def the_output_comes_and_goes(self, found: bool, chosen: bool) -> None:
        output = "Room" if chosen else "Headphones"
        opened = c.OutputOpened(output=output, chosen=chosen)
        self.give(opened if found else c.OutputLost(output="Headphones", reason="it was unplugged"))

    @precondition(lambda self: self.lives and self.session.state.materials.picks)
    @rule(afresh=st.booleans())
    def music_is_chosen_again(self, afresh: bool) -> None:
        chosen = self.chosen_again(afresh)
        if chosen is not None:
            self.give(chosen)

    @rule()
    def the_disk_fails_or_works_again(self) -> None:
        self.disk.fails = not self.disk.fails
        self.save()

    @precondition(lambda self: self.lives)
    @rule(gap_s=GAPS_S)
    def the_machine_sleeps(self, gap_s: float) -> None:
        self.gone(self.session.now, self.session.now + frames_from_s(gap_s))
        self.clocks(gap_s)

    @precondition(lambda self: self.lives)
    @rule(gap_s=GAPS_S, restarted=st.booleans(), safe=st.booleans(), set_s=st.sampled_from([0, 0, 0, -5000, 40]))
    def the_player_is_killed(self, gap_s: float, restarted: bool, safe: bool, set_s: float) -> None:
        """What is on the disk is all that is left. Where it is by now, the clocks tell."""
        self.clocks(gap_s)
        self.wall_s += set_s
        if restarted:
            self.boot, self.mono_s = self.boot + 1, 5.0
        place, session = self.disk.place, self.session
        by_now = place.by_now(self.stamp())
        measured = place.stamp.mono_ns if not restarted and not self.disk.fails else None
        if measured is not None:
            assert by_now == place.frame + round((self.mono_s - measured / 1e9) * SECOND), "whatever the wall says"
        del session.events[self.disk.saved :], session.stored[self.disk.saved :]
        session.state, self.model = session.refolded(), copy.deepcopy(self.disk.model)
        self.journal, self.seen = Journal(), 0
        while self.seen < len(session.events):
            self.journal = noted(self.journal, session.events[self.seen], self.seen + 1)
            self.seen += 1
        self.disk.fails = False
        lost = max(place.frame, session.now)
        self.gone(lost, max(by_now, session.now), safe=safe)
        self.save()

    # ---- how it is done

    @property
    def lives(self) -> bool:
        return hasattr(self, "session") and "closed" not in self.model.on

    def give(self, command: c.Command) -> None:
        session, model, before = self.session, self.model, self.session.state
        may, end, phases = model.may(command.do), ends(before), lies(before)
        told = preview(before, command, session.now)
        undoes = undo_name(before, session.now)
        decided = session.ask(command)
        if isinstance(decided, Refusal):
            assert session.state is before, "nothing else changes"
            assert decided.reason.endswith(".")
            assert " is not possible: " in decided.reason
            assert may is not True, decided.reason
            assert told == decided.reason
            return
        assert may is not False, f"{command.do} makes no sense here"
        assert told == decided.outcome.text, "what was shown before is what comes of it"
        changes_nothing_before(before, session.state, decided)
        if isinstance(command, c.Undo):
            assert undoes is not None
            assert decided.outcome.text.startswith(f"Undone: {undoes}")
            model.undid(decided.request["undoes"])
        elif not decided.outcome.reanchors:
            model.did(command.do, {"held", "waiting", "dose due"} & (before.flags - session.state.flags))
        self.faults(command, decided)
        if decided.outcome.reanchors:
            model.anchored(ends_wait="waiting" not in session.state.flags)
        self.total_time(command, decided, end, phases)
        self.take_in()
        self.save()

    def faults(self, command: c.Command, event: Event) -> None:
        match command.do:
            case "output_lost":
                self.model.on.add("unheard")
            case "output_opened":
                self.model.on.discard("unheard")

    def total_time(self, command: c.Command, event: Event, end: int, phases: Phases) -> None:
        """What a command does to the total time, where that can be told without laying anything out."""
        model, now, state = self.model, self.session.now, self.session.state
        actual, current = ends(state), Score(phases=phases).phase_at(now)
        left = phases[current].end_frame - now
        far = left > minutes(1)
        match command:
            case c.Extend():
                assert actual == end + frames_from_s(command.minutes * 60)
            case c.Shorten():
                wanted = frames_from_s(command.minutes * 60)
                assert end - wanted <= actual < end
                if left - wanted > minutes(1) and "waiting" not in model.on:
                    assert actual == end - wanted
            case c.FinishBy():
                assert actual == now + frames_from_s(command.minutes * 60)
            case c.NextPhase():
                target = next(p for p in phases[current + 1 :] if p.end_frame > p.start_frame)
                assert abs(actual - (end - (target.start_frame - now - 6 * SECOND))) <= SECOND
            case c.GiveBooster():
                pass
            case c.Dose() | c.DeviceGiven() | c.Correct() | c.Undo():
                pass
            case _ if command.do in TURNS and not far:
                assert actual >= end
            case c.PieceFailed() | c.StandIn() | c.Why() if not far and model.waits:
                assert actual >= end
            case _:
                assert actual == end, "it changes no time"
        model.end, model.zero = actual, state.marks.get("zero_planned", 0)

    def pass_to(self, frame: int) -> None:
        model, session = self.model, self.session
        passed = frame - session.now
        waited, far = model.waited(frame), self.left() - passed > minutes(1)
        session.until(frame)
        self.clocks(passed / SECOND)
        self.take_in(waited if far or not model.waits else None)
        self.save()

    def left(self) -> int:
        """How long the current phase goes on, were the arc to go on at once."""
        phases = lies(self.session.state)
        return phases[Score(phases=phases).phase_at(self.session.now)].end_frame - self.session.now

    def gone(self, lost: int, frame: int, *, safe: bool = False) -> None:
        """Nothing is played from one frame to another."""
        model, session = self.model, self.session
        waited, far = model.waited(frame), self.left() - (frame - session.now) > minutes(1)
        for event in passed_over(session.state, lost, frame, safe=safe):
            assert event.kind not in {"cue_played"}, "nothing sounds while it is gone, and none of it later"
            session.take(event)
        session.until(session.now)
        if safe:
            model.on.add("safe")
        self.take_in(waited if (far or not model.waits) and not safe else None)
        self.save()

    def take_in(self, waited: int | None = 0) -> None:
        """Have the model see what happened by itself."""
        model, session = self.model, self.session
        model.end += waited or 0
        while self.seen < len(session.events):
            event = session.events[self.seen]
            model.now = event.frame
            if event.kind in {"landed", "dose_due", "cue_played"} or "arc_over_at" in event.outcome.marks:
                model.happened(event.kind, event.frame)
            self.journal = noted(self.journal, event, self.seen + 1)
            self.seen += 1
        model.now = session.now
        if waited is None:
            assert ends(session.state) >= model.end
            model.end = ends(session.state)

    def clocks(self, seconds: float) -> None:
        self.mono_s += seconds
        self.wall_s += seconds

    def stamp(self) -> Stamp:
        return Stamp(
            boot_id=f"boot-{self.boot}",
            mono_ns=round(self.mono_s * 1e9),
            wall_us=round(self.wall_s * 1e6),
            utc_offset_min=self.offset_min,
        )

    def place(self) -> Place:
        return Place(frame=self.session.now, speed=1.0, library=None, stamp=self.stamp())

    def save(self) -> None:
        """The keeper writes all that waits, unless the disk fails."""
        if not self.disk.fails:
            self.disk = Disk(len(self.session.stored), self.place(), copy.deepcopy(self.model))

    def chosen_again(self, afresh: bool) -> c.Refit | None:
        asking = copy.copy(picking())
        asking.state = self.session.state
        return asking.answer(afresh=afresh)

    # ---- what is always true

    @invariant()
    def it_is_what_the_model_says(self) -> None:
        if not hasattr(self, "session"):
            return
        session, model = self.session, self.model
        shown = make_view(session.state, self.journal, session.now, Machine(session_id="s"))
        assert shown.state == model.word
        assert set(shown.conditions) - {"on the bed", "reminder overdue"} == model.conditions
        assert session.state.flags & {"held", "waiting"} == model.on & {"held", "waiting"}
        assert shown.frame == model.now
        assert ends(session.state) == model.end, "the total time adds up"
        assert (shown.undo is not None) <= bool(model.undoable)

    @invariant()
    def the_score_is_whole(self) -> None:
        if not hasattr(self, "session"):
            return
        state, score, now = self.session.state, self.session.state.score, self.session.now
        covers_every_frame_ahead(score, now)
        phases_follow_each_other(score)
        if now < score.frames and not state.flags & {"landed", "closed"}:
            begun = [n for n, p in enumerate(score.phases) if p.start_frame <= now]
            assert score.phase_at(now) == begun[-1], "the current phase is the latest begun"
            due = next_due(state)
            assert state.phase == begun[-1] or (due is not None and due.frame <= now), "and the record has it"
        assert (score.frames > now + WAIT_FRAMES / 2) == self.model.waits
        numbers = [clip.clip_id for clip in score.clips]
        assert len(set(numbers)) == len(numbers)
        assert max(numbers) < score.next_clip
        voices = [voice.voice_id for voice in state.voices]
        assert len(set(voices)) == len(voices)

    @invariant()
    def it_is_silent_where_silence_was_asked_for(self) -> None:
        if not hasattr(self, "session"):
            return
        lanes, now = self.session.state.lanes, self.session.now
        buses: tuple[Bus, ...] = ("arc", "grounding") if self.model.silent else ()
        if "unheard" in self.model.on:
            buses = ("arc", "grounding", "sound")
        for bus in buses:
            assert not np.any(bus_gain(lanes, bus, now, 5 * SECOND))

    def teardown(self) -> None:
        if not hasattr(self, "session"):
            return
        session = self.session
        assert differences(session.refolded(), session.state) == [], "what is on the disk makes the live session"
        assert all(one.frame <= other.frame for one, other in pairwise(session.events))
        pieces_begin_and_end_once(session)


TestWhole = Whole.TestCase
TestWhole.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)


# ---- what a session is


def lies(state: State) -> Phases:
    """The phases as they would lie if the arc went on at once."""
    try:
        return awake(state, state.frame)
    except Refused:
        return state.score.phases


def ends(state: State) -> int:
    return max(phase.end_frame for phase in lies(state))


def covers_every_frame_ahead(score: Score, now: int) -> None:
    if now >= score.frames:
        return
    reached = now
    for clip in score.clips:
        assert clip.length_frames > 0
        assert 0 <= clip.fade_out_frames <= clip.length_frames
        if clip.end_frame > now:
            assert clip.start_frame <= reached
            reached = max(reached, clip.end_frame)
    assert reached == score.frames


def phases_follow_each_other(score: Score) -> None:
    live = [phase for phase in score.phases if phase.end_frame > phase.start_frame]
    for one, other in pairwise(live):
        assert one.start_frame < other.start_frame <= one.end_frame


def changes_nothing_before(before: State, after: State, event: Event) -> None:
    """Every lane is what it was before the event and goes on from there, and so does every clip and voice."""
    now = event.frame
    for name, lane in before.lanes.items():
        new = after.lanes[name]
        frames = np.arange(max(now - 3, 0), now)
        assert np.array_equal(new.values(frames), lane.values(frames))
        if not event.kind.startswith("output"):  # where nobody hears it, or another room
            assert abs(new.value(now) - lane.value(now)) < 1e-9
    first = max(now - 2 * SECOND, 0)
    frames = np.arange(first, now + 1, 479)
    frames = np.append(frames, now)
    wanted = SessionIntensity(before.lanes).values(frames)
    assert np.allclose(SessionIntensity(after.lanes).values(frames), wanted)
    parts = {("clip", clip.clip_id): clip for clip in before.score.clips}
    new_parts = {("clip", clip.clip_id): clip for clip in after.score.clips}
    for key, clip in parts.items():
        if clip.start_frame > now or clip.end_frame <= now:
            continue
        new_clip = new_parts[key]
        assert (new_clip.start_frame, new_clip.offset_frames, new_clip.fade_in_frames, new_clip.gain_db) == (
            clip.start_frame, clip.offset_frames, clip.fade_in_frames, clip.gain_db,
        )  # fmt: skip
        if event.kind not in {"piece_failed", "stand_in"}:  # of which nothing is heard
            assert abs(faded(new_clip, now) - faded(clip, now)) < 1e-4
    for key, new_clip in new_parts.items():
        if key not in parts and new_clip.start_frame <= now:
            assert new_clip.fade_in_frames > 0 or now == 0
            assert new_clip.start_frame == now


def faded(part: object, frame: int) -> float:
    """How much of a clip or voice its fade out leaves at a frame, 0 to 1, taking the power of a quarter sine."""
    end, fade = part.end_frame, part.fade_out_frames  # type: ignore[attr-defined]
    if frame >= end:
        return 0.0
    return 1.0 if fade == 0 or frame <= end - fade else float(np.sin(0.5 * np.pi * (end - frame) / fade))


def pieces_begin_and_end_once(session: Session) -> None:
    sounding: set[int] = set()
    for event in session.events:
        if event.kind == "piece_began":
            assert event.request["clip_id"] not in sounding
            sounding.add(event.request["clip_id"])
        elif event.kind == "piece_ended":
            sounding.remove(event.request["clip_id"])
    if "landed" in session.state.flags:
        assert not sounding

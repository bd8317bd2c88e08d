"""What is lacking for an arc's picks, where the arc file says so; and in a session, in the words of its record."""

from collections.abc import Callable, Iterable
from typing import Final

from setplayer.engine.prepare import Prepared
from setplayer.faults import Finding
from setplayer.score.pick_advice import Advice, advice, lacking, picks_of
from setplayer.score.picks import Choice
from setplayer.session.events import Event, Outcome

SEEDS_TRIED: Final = 20


def tried(prepared: Prepared, progress: Callable[[int, int], None]) -> list[Finding]:
    """Warnings of what some of 20 seeds find lacking in the library; of the arc's own seed alone where it has one."""
    if not picks_of(prepared.arc):
        return []
    seeds = seeds_of(prepared)
    choices = []
    for number, seed in enumerate(seeds):
        progress(number, len(seeds))
        choices.append(prepared.choice(seed))
    return _findings(prepared, advice(prepared.arc, prepared.tracks, choices))


def seeds_of(prepared: Prepared) -> range:
    """The seeds that are worth trying."""
    own = prepared.arc.picks.seed
    return range(SEEDS_TRIED) if own is None else range(own, own + 1)


def warned(prepared: Prepared, choice: Choice) -> list[Finding]:
    """Warnings of what one choice found lacking."""
    return _findings(prepared, lacking(prepared.arc, [choice]))


def told(prepared: Prepared, choice: Choice) -> Event | None:
    """What one choice found lacking, as a session that is being prepared records and shows it; None where nothing."""
    texts = [one.text for one in lacking(prepared.arc, [choice])]
    if not texts:
        return None
    text = f"Music is missing: {'; '.join(texts)}. A soundscape plays there."
    return Event(kind="music_missing", frame=0, request={"missing": texts}, outcome=Outcome(text=text))


def _findings(prepared: Prepared, found: Iterable[Advice]) -> list[Finding]:
    def place(one: Advice) -> tuple[int, int]:
        item = () if one.item is None else ("music", one.item)
        return prepared.reading.places.place(("phases", one.phase, *item))

    return sorted(Finding(*place(one), one.text, "warning") for one in found)

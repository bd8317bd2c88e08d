"""What is lacking for an arc's picks, where the arc file says so; and in a session, in the words of its record."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from setplayer.engine.prepare import Prepared
from setplayer.faults import Finding
from setplayer.score.pick_advice import Advice, advice, lacking, picks_of
from setplayer.score.picks import Choice
from setplayer.session.events import Event, Outcome

SEEDS_TRIED: Final = 20


def tries(
    prepared: Prepared, progress: Callable[[int, int], None], choice: Callable[[int], Choice] | None = None
) -> list[Choice]:
    """What 20 seeds choose; the arc's own seed alone where it has one. Without picks, one choice of nothing.

    `choice` is what a seed chooses, where that is not what it would for anybody.
    """
    seeds = seeds_of(prepared) if picks_of(prepared.arc) else range(1)
    choices = []
    for number, seed in enumerate(seeds):
        progress(number, len(seeds))
        choices.append((choice or prepared.choice)(seed))
    return choices


def tried(prepared: Prepared, choices: Sequence[Choice]) -> list[Finding]:
    """Warnings of what some of these choices find lacking in the library."""
    if not picks_of(prepared.arc):
        return []
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

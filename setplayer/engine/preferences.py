"""What a client asked not to hear, from wherever that is kept, and what it comes to for an arc.

It is kept in their list (`keys/client_folder.py`), in sessions as "not this piece again", and, in the session that is
being prepared, as words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from setplayer.engine.prepare import Prepared
from setplayer.engine.views import replaced_views
from setplayer.faults import Fault, Finding
from setplayer.keys.client_folder import AvoidList, Wish, read_list, wish, write_list
from setplayer.library.track import Track
from setplayer.log.heard import Earlier, NotAgain, earlier_sessions
from setplayer.log.store import Store
from setplayer.score.avoiding import Avoided, Replaced, phrases
from setplayer.score.picks import Choice, Heard
from setplayer.session.commands import ChooseArc


@dataclass(frozen=True)
class Preferences:
    """What counts for one client now. `fault` says why their list does not, in a sentence."""

    client: str = ""
    earlier: Earlier = field(default_factory=Earlier)
    kept: AvoidList = field(default_factory=lambda: AvoidList(client=""))
    avoided: Avoided = field(default_factory=Avoided)
    fault: str = ""

    @property
    def not_again(self) -> tuple[NotAgain, ...]:
        """What was not wanted again in sessions and was not taken off the list since."""
        allowed = self.kept.allowed
        return tuple(one for one in self.earlier.not_again if one.said_us > allowed.get(one.sha256 or one.source, -1))

    def known(self, tracks: Mapping[str, Track]) -> Heard:
        """What they heard, and what of these tracks they are not to hear, as picks ask it."""
        unwanted = self.avoided.contents(tracks.values()) if self.avoided else frozenset()
        return Heard(self.earlier.pieces, unwanted | self.avoided.pieces)

    def choice(self, prepared: Prepared, seed: int, spared: frozenset[str] = frozenset()) -> Choice:
        """What a seed chooses for an arc's picks, for this client. `spared` is heard all the same."""
        return prepared.choice(seed, self.known(prepared.tracks), self.of(prepared) - spared)

    def of(self, prepared: Prepared) -> frozenset[str]:
        """The tracks of an arc, by path, and the soundscapes that are not to be heard."""
        return frozenset(self.avoided.of_arc(prepared.arc, prepared.tracks, prepared.recipes))

    def command(self, prepared: Prepared, choice: Choice, spared: frozenset[str] = frozenset()) -> ChooseArc:
        """The command that chooses an arc for this client."""
        avoid = self.of(prepared)
        chosen = prepared.command(choice=choice)
        return chosen.model_copy(update={"avoid": tuple(sorted(avoid)), "kept": tuple(sorted(avoid & spared))})


def preferences(data: Path, client: str, said: str | None = None) -> Preferences:
    """What counts for a client. `said` are the words of the session that is being prepared.

    They take the place of the words that can be read in the list: whoever prepares it has those before them. Without
    them the list's own count.
    """
    kept, fault = AvoidList(client=client), ""
    if client:
        try:
            kept = read_list(data, client)
        except Fault as reason:
            fault = f"What is kept of this client does not count: {reason}"
    found = Preferences(client, earlier_sessions(Store(data), client), kept, fault=fault)
    not_again = found.not_again
    wishes = kept.words if said is None else phrases(said)
    meant = [wish for wish in kept.wishes if wish.sealed]
    avoided = Avoided(
        wishes,
        frozenset(kept.pieces).union(*(wish.pieces for wish in meant), {n.sha256 for n in not_again} - {""}),
        frozenset().union(*(wish.soundscapes for wish in meant), {n.source for n in not_again if not n.sha256}),
    )
    return Preferences(client, found.earlier, kept, avoided, fault)


def words_in_list(data: Path, client: str) -> tuple[str, ...]:
    """What a client's list has in words that can be read; nothing where it has none or cannot be read."""
    try:
        return read_list(data, client).words if client else ()
    except Fault:
        return ()


def keep_words(
    data: Path, client: str, said: str, meaning: Mapping[str, Track], recipes: list[str], now_us: int
) -> None:
    """Keep what a session was begun with for the client's next one: words that could be read give way to these.

    `meaning` are the tracks in which sealed words are looked up. Raises Fault.
    """
    before = read_list(data, client)
    new: list[Wish] = [one for one in before.wishes if one.sealed]
    for words in phrases(said):
        one = sealed_with_meaning(data, client, words, meaning, recipes, now_us)
        known = {(other.pieces, other.soundscapes) for other in new}
        if not one.sealed or (one.pieces, one.soundscapes) not in known:
            new.append(one)
    if tuple(new) != before.wishes:
        write_list(data, before.model_copy(update={"wishes": tuple(new)}))


def sealed_with_meaning(
    data: Path, client: str, words: str, meaning: Mapping[str, Track], recipes: list[str], now_us: int
) -> Wish:
    """A wish as it is kept, with what it means in a library where its words are sealed. Raises Fault."""
    meant = Avoided((words,))
    pieces = meant.contents(meaning.values())
    return wish(data, client, words, now_us, pieces, [name for name in recipes if meant.is_soundscape(name)])


# ---- what it comes to, for people


def replaced_findings(prepared: Prepared, replaced: tuple[Replaced, ...]) -> list[Finding]:
    """What is replaced, where the arc file names it."""
    views = replaced_views(prepared.arc, replaced)
    found = [
        Finding(*prepared.reading.places.place(_place(prepared, one)), view.line, "warning")
        for one, view in zip(replaced, views, strict=True)
    ]
    return sorted(found)


def _place(prepared: Prepared, one: Replaced) -> tuple[str | int, ...]:
    if one.phase is None:
        return ("grounding",)
    music = prepared.arc.phases[one.phase].music
    items = [
        n for n, item in enumerate(music) if one.source in (getattr(item, "path", ""), getattr(item, "name", ""))
    ]
    return ("phases", one.phase, "music", items[0]) if items else ("phases", one.phase)

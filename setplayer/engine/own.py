"""What a clinic added to what ships, as it lies in its data folder: sounds, and recipes of soundscapes."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from setplayer.engine.own_sounds import OwnSounds
from setplayer.faults import Fault
from setplayer.soundscape.proof import is_heard, prove
from setplayer.soundscape.recipe import Recipe
from setplayer.soundscape.recipes import OwnSoundscapes


@dataclass(frozen=True)
class Own:
    """A clinic's own sounds and soundscapes. Either is heard instead of one that ships by the same name."""

    sounds: OwnSounds = field(default_factory=OwnSounds)
    soundscapes: OwnSoundscapes = field(default_factory=OwnSoundscapes)

    @classmethod
    def of(cls, data: Path) -> Self:
        """What a data folder has."""
        return cls(OwnSounds.of(data), OwnSoundscapes.of(data))

    @property
    def told(self) -> list[str]:
        """A sentence for each of them that is not played."""
        return [*self.sounds.altered.values(), *self.soundscapes.faulty.values()]

    def try_out(self, recipe: Recipe) -> None:
        """See that a soundscape gives sound. Raises Fault for one of the clinic's own, else MachineFault."""
        name = recipe.name
        if self.soundscapes.recipes.get(name) != recipe:
            prove(recipe)
        elif not is_heard(recipe):
            advice = f"give its voices more chance, or lufs, and see 'setplayer soundscape check {name}'"
            raise Fault(f"Your soundscape '{name}' is not heard at its softest or at its fullest; {advice}.")

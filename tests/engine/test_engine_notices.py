"""What the player says of outputs, music and the computer is known again: a screen says it in its language."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from engine_cases import write_arc, write_tone

from setplayer.audio import device
from setplayer.engine import awake, choosing
from setplayer.engine.notices import NOTICES
from setplayer.engine.prepare import prepare
from setplayer.engine.told import is_known, told
from setplayer.faults import Fault
from setplayer.keys.sealer import UNSEALED
from setplayer.library.corrections import FILE_NAME
from setplayer.library.measuring import scan_track
from setplayer.score.fit_model import Missing
from setplayer.session.sentences import SENTENCES
from setplayer.units import frames_from_s
from setplayer.words import speak


@pytest.fixture
def pseudo() -> Iterator[None]:
    speak("en_XA")
    yield
    speak("en")


def fault_of(act: Callable[..., object], *args: object) -> str:
    with pytest.raises(Fault) as refused:
        act(*args)
    return str(refused.value)


def prepared_notices(folder: Path) -> list[str]:
    """What is told of an arc whose files are missing, empty, no music, too short or withdrawn."""
    music = folder / "music"
    write_tone(music / "good.flac", 20)
    write_tone(music / "short.flac", 0.5)
    write_tone(music / "late.flac", 20)
    (music / "empty.flac").touch()
    (music / "text.flac").write_text("no music")
    (music / FILE_NAME).write_text(
        "late.flac: {withdrawn: too sad}\ngoof.flac: {tags: [calm]}\nother thing.ogg: {tags: [calm]}\n"
    )
    names = ("good", "short", "late", "empty", "text", "god", "nothing like it")
    arc = write_arc(folder / "arc.yaml", [("One", "5 min", [f"track: {name}.flac" for name in names])])
    return list(prepare(str(arc), music, folder / "cache").notices)


def outputs(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(device, "_listed", dict)
    yield fault_of(device._chosen, None)
    monkeypatch.setattr(device, "_listed", lambda: {"Headphones": b"", "Speaker": b""})
    yield fault_of(device._chosen, "Headphone")
    yield fault_of(device._chosen, "xyz")


def test_what_is_said_around_a_session_is_known_again_with_its_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pseudo: None
) -> None:
    missing = [Missing(0, "Peak", frames_from_s(60 * minutes), 3, high) for minutes in (1, 4) for high in (3, 5)]
    said = [
        *prepared_notices(tmp_path),
        *outputs(monkeypatch),
        awake._cannot("systemd-logind cannot be asked to keep it awake"),
        choosing._NOT_AT_HAND,
        UNSEALED,
        *map(str, missing),
        f"Music is missing: {missing[0]}; {missing[1]}. A soundscape plays there.",
        "No sound reaches Headphones: The sound output 'Headphones' is gone. Connect it again, or choose another.",
        f"'a.flac' is left out: {scan_track(tmp_path, 'none.flac').error}",
    ]
    assert len(said) > 15
    for sentence in said:
        assert is_known(sentence), sentence
        assert told(sentence) != sentence
        assert not any(word in told(sentence).split() for word in ("is", "the", "needs", "more")), told(sentence)
    assert "Headphones" in told(said[-2])
    assert "reaches" not in told(said[-2])
    assert "gone" not in told(said[-2]), "the sentence in it too"


def test_a_notice_is_none_of_the_sessions_own_sentences() -> None:
    assert not set(NOTICES) & set(SENTENCES)
    assert len(set(NOTICES)) == len(NOTICES)

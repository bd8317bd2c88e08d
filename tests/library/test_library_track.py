import math
from hashlib import sha256

import pytest
from pydantic import ValidationError

from setplayer.library.track import Catalogue, Track


def track(path: str, **changes) -> Track:
    fields = {
        "path": path,
        "sha256": sha256(path.encode()).hexdigest(),
        "frames": 480_000,
        "sample_rate": 44_100,
        "channels": 2,
        "integrated_lufs": -20.0,
        "range_lu": 5.0,
        "true_peak_dbtp": -1.0,
        "title": "A title",
        "artist": "Somebody",
    }
    return Track(**fields | changes)


CATALOGUE = Catalogue.of(
    [
        track("quiet/slow water.flac"),
        track("quiet/Morning.mp3"),
        track("loud/thunder.ogg"),
        track("été/pluie.opus"),
    ]
)


def test_a_track_is_found_by_its_path():
    assert CATALOGUE.find("loud/thunder.ogg").path == "loud/thunder.ogg"
    assert CATALOGUE.find("loud/rain.ogg") is None


def test_accents_match_however_a_file_system_writes_them():
    decomposed = "e\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT}/pluie.opus"
    assert CATALOGUE.find(decomposed).path == "été/pluie.opus"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("quiet/slow watr.flac", "quiet/slow water.flac"),
        ("slow water.flac", "quiet/slow water.flac"),
        ("thunder.ogg", "loud/thunder.ogg"),
        ("QUIET/MORNING.MP3", "quiet/Morning.mp3"),
        ("quiet/slow water.mp3", "quiet/slow water.flac"),
        ("something else entirely", None),
    ],
)
def test_a_mistyped_path_leads_to_the_one_that_was_meant(written, meant):
    assert CATALOGUE.suggestion(written) == meant


def test_an_empty_catalogue_suggests_nothing():
    assert Catalogue({}).suggestion("a.mp3") is None
    assert Catalogue({}).find("a.mp3") is None


def test_tracks_are_in_order_of_path_and_cannot_be_changed():
    assert list(CATALOGUE.tracks) == sorted(CATALOGUE.tracks)
    with pytest.raises(ValidationError):
        CATALOGUE.find("loud/thunder.ogg").frames = 1


def test_a_track_survives_being_written_and_read():
    one = track("a.mp3", integrated_lufs=None, error="it is damaged.")
    assert Track.model_validate_json(one.model_dump_json()) == one


@pytest.mark.parametrize("wrong", [{"frames": -1}, {"true_peak_dbtp": -math.inf}, {"range_lu": math.nan}])
def test_numbers_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValidationError):
        track("a.mp3", **wrong)

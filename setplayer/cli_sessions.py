"""The command line's `sessions`: what is kept, and where a piece was heard."""

import json
from typing import Annotated, Any

import typer

from setplayer.cli_options import AsJson, Data, data_folder
from setplayer.console import say, warn
from setplayer.hearing import in_words
from setplayer.log.heard import sessions_with
from setplayer.log.store import Store, Summary
from setplayer.units import clock, s_from_frames


def list_sessions(
    piece: Annotated[
        str | None, typer.Option(help="Only those in which this track was heard, by its path.", show_default=False)
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List the sessions that are kept."""
    store = Store(data_folder(data))
    found = [(summary, ()) for summary in store.summaries()] if piece is None else sessions_with(store, piece)
    if as_json:
        say(json.dumps([_session_json(s, at) for s, at in found], indent=2, ensure_ascii=False))
        return
    for s, at in found:
        length = f"{s.length_s / 60:.0f} min"
        heard = in_words(s.hearing).removeprefix("Hearing: ")
        told = [s.session_id, s.opened or "", s.kind, s.state, length, s.client_code or "-", s.arc or "", heard]
        times = [f"heard at {', '.join(map(clock, at))}"] if at else []
        say("  ".join([*told, *times]).rstrip())
        for copy in s.copies:
            warn(f"{copy}: is a copy of session {s.session_id}; {s.path.name} goes as far or further.")
        if s.parted:
            warn(f"{s.path}: session {s.session_id} went on differently in another file; both are kept.")
    if not found and piece is not None:
        say(f"'{piece}' was heard in no session that is kept in {data_folder(data)}.")
    elif not found:
        say(f"No sessions are kept in {data_folder(data)} yet.")


def _session_json(summary: Summary, heard_at: tuple[int, ...]) -> dict[str, Any]:
    heard = {"heard_at_s": [round(s_from_frames(frame), 3) for frame in heard_at]} if heard_at else {}
    return summary.model_dump(mode="json") | heard

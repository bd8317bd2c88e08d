"""The command line: one function per command.

Exit status: 0 good, 1 the input is at fault, 2 wrong usage, 3 the machine is at fault. Every fault is one clear
sentence on standard error.
"""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from setplayer import __version__, asking, playing
from setplayer.arc.fields import SEEDS
from setplayer.arc.schema import arc_schema
from setplayer.audio.outputs import FileOutput, kind_of
from setplayer.cli_arc import Arc, Client, Library, PlayedFor, Seed, prepare_arc, tell_avoided, tell_lacking
from setplayer.cli_backup import back_up_sessions, restore_sessions
from setplayer.cli_check import check
from setplayer.cli_checklist import checklist_app
from setplayer.cli_client import client_app
from setplayer.cli_defaults import write_default_arcs
from setplayer.cli_export import export_arc
from setplayer.cli_fit import fit_arc
from setplayer.cli_forms import Lock, Outputs, write_forms
from setplayer.cli_import import import_arc
from setplayer.cli_journal import integration, journal_app
from setplayer.cli_kept import Session, find_session
from setplayer.cli_keys import erase_client, keys_app
from setplayer.cli_kiosk import kiosk_app
from setplayer.cli_log import log
from setplayer.cli_options import AsJson, Data, data_folder
from setplayer.cli_outputs import calibrate, outputs_app
from setplayer.cli_pack import install, list_arcs, pack_arc
from setplayer.cli_pin import pin
from setplayer.cli_plot import plot_arc
from setplayer.cli_preview import preview_arc
from setplayer.cli_replay import replay
from setplayer.cli_scan import scan_library
from setplayer.cli_service import print_service
from setplayer.cli_sessions import list_sessions
from setplayer.cli_settings import settings_app
from setplayer.cli_share import share
from setplayer.cli_sheet import write_sheet
from setplayer.cli_sound import sound_app
from setplayer.cli_soundscape import soundscape_app
from setplayer.cli_steps import since_of, steps
from setplayer.cli_words import Openers, PassphraseFile
from setplayer.clinic import read_people
from setplayer.console import OUT, progress, say, score_table, warn
from setplayer.engine.preferences import preferences
from setplayer.engine.record import recorded
from setplayer.engine.rehearse import Rehearsal, rehearse
from setplayer.engine.script import ScriptedCommand, read_script
from setplayer.faults import Fault
from setplayer.files import cannot_read, writing
from setplayer.log.clock import SystemClock
from setplayer.log.session_file import SessionFile
from setplayer.log.store import Store
from setplayer.log.verify import verify as verify_file
from setplayer.review.entries import Entry
from setplayer.review.prompts import page_prompts
from setplayer.review.text import render_text
from setplayer.review.timeline import build_timeline
from setplayer.score.model import Score
from setplayer.session.commands import Open
from setplayer.strict_yaml import text_of
from setplayer.units import clock

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


def main() -> None:
    """Run the command line."""
    try:
        app()
    except Fault as fault:
        warn(str(fault))
        sys.exit(fault.exit_status)
    except KeyboardInterrupt:
        warn("Stopped.")
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has gone; Python must not complain about it at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _version(wanted: bool) -> None:
    if wanted:
        say(f"setplayer {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
) -> None:
    """Session soundscapes for ketamine-assisted therapy: arcs, rehearsals, records and timelines."""


# ---- music and arcs

app.command("scan")(scan_library)
app.command()(check)
app.command()(pin)


@app.command()
def score(
    arc: Arc,
    library: Library = None,
    seed: Seed = 0,
    client: Client = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show where every piece of an arc falls."""
    prepared, wanted = prepare_arc(arc, library, data_folder(data)), preferences(data_folder(data), client)
    choice, avoid = wanted.choice(prepared, seed), wanted.of(prepared)
    placed = prepared.placed(choice, avoid)
    if as_json:
        say(json.dumps(_score_json(placed), indent=2, ensure_ascii=False))
    else:
        OUT.print(score_table(placed, prepared.arc.zero_at_frames))
        say(f"{clock(placed.frames)} in all")
    tell_avoided(prepared, wanted, choice, placed)
    tell_lacking(prepared, choice)


app.command("plot")(plot_arc)
app.command("preview")(preview_arc)
app.command("fit")(fit_arc)
app.command("import")(import_arc)
app.command("export")(export_arc)
app.command("pack")(pack_arc)
app.command()(install)
app.command("arcs")(list_arcs)
app.command("default-arcs", hidden=True)(write_default_arcs)


@app.command(hidden=True)
def schema() -> None:
    """Print the JSON Schema of arc files."""
    say(json.dumps(arc_schema(), indent=2))


# ---- rehearsals


@app.command()
def render(
    arc: Arc,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The .wav or .flac file to write.", show_default=False)
    ],
    library: Library = None,
    cues: Annotated[
        Path | None, typer.Option(help="A cue file: commands at session times.", show_default=False)
    ] = None,
    seed: Seed = 0,
    client: Client = "",
    data: Data = None,
) -> None:
    """Play an arc into a file, and keep the record as a rehearsal session."""
    kind, folder = kind_of(output), data_folder(data)
    prepared = prepare_arc(arc, library, folder)
    script, wanted = _script(cues), preferences(folder, client)
    store, system_clock = Store(folder), SystemClock()
    session_id = store.new_session_id()
    path = store.new_path(system_clock.stamp(), session_id)
    opening = Open(kind="rehearsal", client=client, seed=seed, player=f"setplayer {__version__}")
    with (
        writing(output) as temporary,
        SessionFile.create(path, session_id, system_clock) as file,
        FileOutput(temporary, kind, name=output) as sound,
        progress("Rendering") as report,
    ):
        result = rehearse(prepared, script, file, sound, opening, report, wanted)
    _tell(result)
    say(f"Sound     {output}  ({clock(result.frames)})")
    say(f"Session   {path}  ({session_id})")


def _tell(result: Rehearsal) -> None:
    for text in [*result.left_out, *result.missing]:
        warn(text)
    for frame, reason in result.refused:
        warn(f"At {clock(frame)}: {reason}")
    for text in result.helped:
        warn(text)


app.command()(replay)


# ---- live


@app.command()
def play(
    arc: Annotated[
        str | None, typer.Argument(help="An arc file, or the name of an arc that ships or was installed.")
    ] = None,
    library: Library = None,
    front: Annotated[Literal["kiosk", "terminal"] | None, typer.Option(help="The screen to show.")] = None,
    speed: Annotated[float, typer.Option(min=1, max=60, help="How many times faster than real time.")] = 1.0,
    seed: Annotated[
        int | None,
        typer.Option(min=0, max=SEEDS - 1, help="As for render; by chance if not given.", show_default=False),
    ] = None,
    output: Annotated[
        str | None, typer.Option(help="device, null, a device's name, or a .wav or .flac file.", show_default=False)
    ] = None,
    client: PlayedFor = "",
    data: Data = None,
) -> None:
    """Play a session live. With an arc it begins at once; without one it waits on the screen for Begin."""
    playing.play(data_folder(data), playing.Wanted(arc, library, front, speed, output, seed, client))


app.add_typer(outputs_app, name="outputs", help="List the sound outputs, keep one, or hear its left and right.")
app.command()(calibrate)
app.add_typer(sound_app, name="sound", help="Bells and voice prompts of the clinic's own: add, list, remove.")
app.add_typer(
    soundscape_app, name="soundscape", help="Music made by rule: list it, check a recipe, render it, copy it."
)
app.add_typer(settings_app, name="settings")
app.add_typer(kiosk_app, name="kiosk", help="A computer that is a kiosk: set it up, check it, start it for good.")
app.command("service")(print_service)
app.add_typer(checklist_app, name="checklist", help="What is gone through before a session: show it, check a file.")
app.command("sheet")(write_sheet)


@app.command()
def status(data: Data = None, as_json: AsJson = False) -> None:
    """Say what the running session does; exit status 1 when none runs."""
    say(asking.status(data_folder(data), as_json=as_json))


@app.command()
def cue(
    command: Annotated[str, typer.Argument(help="The command, such as extend.", show_default=False)],
    arguments: Annotated[
        list[str] | None, typer.Argument(help="Its fields: minutes=5, or just 5.", show_default=False)
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Only say what it would change.")] = False,
    data: Data = None,
) -> None:
    """Send one command to the running session: for foot pedals and scripts."""
    say(asking.cue(data_folder(data), command, arguments or [], preview=preview))


# ---- records


app.command("sessions")(list_sessions)
app.command("backup")(back_up_sessions)
app.command("restore")(restore_sessions)


app.command()(log)


@app.command()
def verify(session: Session, data: Data = None) -> None:
    """Say whether a session's record is whole and unaltered."""
    with SessionFile.open(find_session(session, data)) as file:
        found = verify_file(file)
    for problem in found.problems:
        warn(problem)
    erased = f", {found.erased} erased" if found.erased else ""
    say(f"{'Whole' if found.ok else 'Altered'}: {found.events} events{erased}, head {found.head}")
    if not found.ok:
        raise typer.Exit(1)


@app.command()
def review(
    session: Session,
    output: Outputs = None,
    lock: Lock = False,
    text: Annotated[bool, typer.Option("--text", help="Print the timeline here.")] = False,
    passphrase_file: PassphraseFile = None,
    data: Data = None,
) -> None:
    """Make the timeline of a session: a page to keep, locked if you like, a locked PDF for phones, or text."""
    if not output and not text:
        raise typer.BadParameter("give -o FILE.html for a page, -o FILE.pdf for a locked PDF, or --text to print it")
    home = data_folder(data)
    openers = Openers(home, passphrase_file)
    with SessionFile.open(find_session(session, data)) as file:
        opener = openers(file)
        entries = [Entry(entry.seq, entry.stamp, entry.event) for entry in recorded(file, opener)]
        head, session_id = file.head, file.session_id
    since = since_of(file.path, home, openers)
    timeline = build_timeline(entries, head=head, session_id=session_id, since=since)
    if output:
        write_forms(output, timeline, read_people(home), page_prompts(home, entries), lock=lock)
    if text:
        say(render_text(timeline, min(shutil.get_terminal_size().columns, 100)))


app.command()(share)
app.command()(integration)
app.command()(steps)
app.add_typer(journal_app, name="journal", help="What clients wrote on their pages since.")
app.add_typer(keys_app, name="keys", help="Set up the keys that seal what is personal.")
app.command("erase")(erase_client)
app.add_typer(client_app, name="client", help="What is kept for a client's next session.")


# ---- shared


def _script(cues: Path | None) -> list[ScriptedCommand]:
    if cues is None:
        return []
    try:
        data = cues.read_bytes()
    except OSError as error:
        raise cannot_read(cues, "the cue file", error) from error
    return read_script(text_of(data, str(cues)), str(cues))


def _score_json(placed: Score) -> dict[str, Any]:
    phases = [p.model_dump(include={"name", "kind", "start_frame", "end_frame"}) for p in placed.phases]
    names = ("kind", "source", "title", "artist", "start_frame", "end_frame", "offset_frames", "fade_in_frames",
             "fade_out_frames", "gain_db")  # fmt: skip
    clips = [
        {"phase": placed.phases[clip.phase].name, **clip.model_dump(include=set(names))} for clip in placed.clips
    ]
    return {"sample_rate": placed.sample_rate, "frames": placed.frames, "phases": phases, "clips": clips}

"""The command line's `log`: a session's record in forms that other programs read."""

import io
import sys
from enum import Enum
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

import typer

from setplayer.cli_kept import Session, find_session
from setplayer.cli_options import Data, data_folder
from setplayer.cli_words import PassphraseFile, opener_for
from setplayer.console import say
from setplayer.engine.record import recorded
from setplayer.faults import Fault
from setplayer.files import writing
from setplayer.keys.opening import NO_KEYS, Opener
from setplayer.log.jsonl import write_jsonl
from setplayer.log.session_file import SessionFile
from setplayer.review.captions import render_captions
from setplayer.review.check_ins import AFTER, render_check_ins
from setplayer.review.spreadsheet import write_csv
from setplayer.review.timeline import build_timeline

_Form = Literal["jsonl", "csv", "vtt", "ics"]

_After = Enum("_After", {after: after for after in AFTER})  # type: ignore[misc]
"""Typer takes one of several words again and again only from an enumeration."""

_BYTE_ORDER_MARK: Final = "\ufeff"


def log(
    session: Session,
    form: Annotated[
        _Form | None,
        typer.Option(
            "--format",
            help="All of it, a spreadsheet, captions for its recording, or days to look back; without it, what the "
            "file's name says, or all of it.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The file to write; printed without.", show_default=False)
    ] = None,
    words: Annotated[
        bool | None,
        typer.Option(
            "--words/--no-words", help="With what is sealed, beside it; or without any words.", show_default=False
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="Captions of all that was entered, shared or not.")
    ] = False,
    after: Annotated[
        list[_After] | None, typer.Option(help="Which days to look back; may be given again.", show_default=False)
    ] = None,
    passphrase_file: PassphraseFile = None,
    data: Data = None,
) -> None:
    """Print a session's whole record, or write it to a file.

    Captions hold what the client's page would; days to look back say nothing of what they are about.
    """
    form = _form_of(form, output)
    if everything and form != "vtt":
        raise typer.BadParameter("--everything goes with --format vtt; the other forms have no such choice")
    if after and form != "ics":
        raise typer.BadParameter("--after goes with --format ics")
    if words is False and form != "jsonl":
        raise typer.BadParameter("--no-words goes with --format jsonl")
    with SessionFile.open(find_session(session, data)) as file:
        wanted = words or passphrase_file is not None or (form == "vtt" and words is None)
        opener = opener_for(file, data_folder(data), passphrase_file) if wanted else NO_KEYS
        match form:
            case "jsonl":
                text = _jsonl(file, opener, words=words is not False)
            case "csv":
                text = ("" if output is None else _BYTE_ORDER_MARK) + _csv(file, opener)
            case "vtt":
                text = _captions(file, opener, everything=everything)
            case "ics":
                text = _check_ins(file, tuple(str(one.value) for one in after or ()) or AFTER)
    if output is None:
        sys.stdout.buffer.write(text.encode("utf-8"))
        return
    with writing(output, private=True) as temporary:
        temporary.write_bytes(text.encode("utf-8"))
    say(f"Written  {output}")


def _form_of(form: _Form | None, output: Path | None) -> _Form:
    """The form that is asked for, by a word or by the end of the file's name.

    Both must agree: in a calendar is nothing of what was said, and in JSON Lines all of it.
    """
    suffix = "" if output is None else output.suffix.lower().removeprefix(".")
    named = next((one for one in get_args(_Form) if one == suffix), None)
    if form is not None and named is not None and form != named:
        raise typer.BadParameter(f"--format {form} does not go with {output}; call the file .{form}, or leave it out")
    return form or named or "jsonl"


def _jsonl(file: SessionFile, opener: Opener, *, words: bool) -> str:
    out = io.StringIO()
    write_jsonl(file, out, opener.opened, words=words)
    return out.getvalue()


def _csv(file: SessionFile, opener: Opener) -> str:
    out = io.StringIO(newline="")
    write_csv(file, out, opener)
    return out.getvalue()


def _captions(file: SessionFile, opener: Opener, *, everything: bool) -> str:
    entries = [(entry.seq, entry.stamp, entry.event) for entry in recorded(file, opener)]
    return render_captions(build_timeline(entries, everything=everything, head=file.head))


def _check_ins(file: SessionFile, after: tuple[str, ...]) -> str:
    begun = next(file.events(kind="begin"), None)
    if begun is None:
        raise Fault(f"{file.path}: this session was never begun, so there is no day to count from.")
    try:
        return render_check_ins(file.session_id, begun.stamp, after)
    except (OverflowError, ValueError) as error:
        raise Fault(f"{file.path}: is damaged: its clock shows a year that no calendar has.") from error

"""The command line's commands for sound outputs."""

import json
import shlex
from dataclasses import asdict
from typing import Annotated

import typer

from setplayer import outputs
from setplayer.cli_options import AsJson, Data, data_folder
from setplayer.console import say

outputs_app = typer.Typer(invoke_without_command=True)


@outputs_app.callback()
def list_outputs(context: typer.Context, data: Data = None, as_json: AsJson = False) -> None:
    """List the sound outputs: which one is kept for sessions, which one the system would choose."""
    if context.invoked_subcommand is not None:
        return
    found = outputs.outputs(data_folder(data))
    if as_json:
        say(json.dumps([asdict(line) for line in found], indent=2, ensure_ascii=False))
        return
    for line in found:
        say(str(line))
    if not found:
        say("No sound output was found. Connect headphones or a speaker.")


@outputs_app.command("keep")
def keep_output(
    name: Annotated[str, typer.Argument(help="An output's name, as it is listed.", show_default=False)],
    data: Data = None,
) -> None:
    """Have sessions play on an output when nothing else is asked for."""
    outputs.keep(data_folder(data), name)
    say(f"Sessions play on {name} from now on.")


@outputs_app.command("test")
def hear_output(
    name: Annotated[str | None, typer.Argument(help="An output's name, as it is listed.")] = None,
    data: Data = None,
) -> None:
    """Play a soft tone on the left, then a higher one on the right; never while a session plays there."""
    say(f"Left, then right, on {outputs.test(data_folder(data), name)}.")


def calibrate(
    output: Annotated[str | None, typer.Option(help="An output's name, as `outputs` lists it.")] = None,
    reads: Annotated[
        float | None, typer.Option(min=30, max=100, help="What the meter read, in dBA.", show_default=False)
    ] = None,
    data: Data = None,
) -> None:
    """Tell how loud a room's output is: play steady noise, read a meter where the client's head is, give --reads."""
    if reads is not None:
        name, _ = outputs.calibrated(data_folder(data), output, reads)
        say(f"{name} is calibrated at {reads:g} dBA, as long as its volume is left as it is.")
        return
    say("Steady noise comes up over 10 s. Read the meter (dBA, slow) where the client's head is; Ctrl-C ends it.")
    name = outputs.calibrate(data_folder(data), output)
    say(f"Then: setplayer calibrate --output {shlex.quote(name)} --reads NUMBER")

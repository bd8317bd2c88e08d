"""The command line's `pack`, `install` and `arcs`: one arc carried to every room, and which of it plays."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.cells import cell_len

from setplayer.cli_arc import Arc, Library, prepare_arc
from setplayer.cli_check import check, examined
from setplayer.cli_options import AsJson, Data, data_folder
from setplayer.console import progress, say, warn
from setplayer.engine.prepare import shipped_arcs
from setplayer.engine.running import OnePlayer
from setplayer.faults import Fault, MachineFault
from setplayer.library.corrections import FILE_NAME
from setplayer.packing import contents_of
from setplayer.packs.manifest import MUSIC
from setplayer.packs.reading import opened
from setplayer.packs.shelf import Installed, Shelf, shown_version
from setplayer.packs.writing import write_pack

_SUFFIX = ".setpack"


def pack_arc(
    arc: Arc,
    output: Annotated[Path, typer.Option("-o", "--output", help="The .setpack file to write.", show_default=False)],
    library: Library = None,
    data: Data = None,
) -> None:
    """Put an arc and all that its sound depends on into one file for other rooms."""
    if output.suffix.lower() != _SUFFIX:
        raise Fault(f"{output}: the name must end in {_SUFFIX}; write for example {output.stem or 'arc'}{_SUFFIX}.")
    folder = data_folder(data)
    _must_pass(arc, library, folder)
    prepared = prepare_arc(arc, library, folder)
    installed = Shelf(folder).find(arc) if not Path(arc).exists() else None
    name = Path(arc).stem if installed is None else installed.manifest.name
    contents = contents_of(prepared, name)
    with progress("Packing") as report:
        manifest = write_pack(contents, output, report)
    pieces = sum(file.path != f"{MUSIC}/{FILE_NAME}" for file in manifest.below(MUSIC))
    size = output.stat().st_size
    say(f"{output}: {name}, version {shown_version(manifest.version)}, {pieces} files of music, {size / 1e6:.1f} MB")


def _must_pass(arc: str, library: Path | None, data: Path) -> None:
    """Tell an arc's faults as `check` does. Raises Fault when there are any: no room would install its pack."""
    found = examined(arc, library, data)
    if found.good:
        return
    for one in found.told:
        warn(one.text)
    raise Fault(f"{arc}: no pack was made, since the arc does not pass the check. Mend it and pack it again.")


def install(
    file: Annotated[Path, typer.Argument(help="A .setpack file.", show_default=False)],
    data: Data = None,
) -> None:
    """Install a pack, so that its arc plays here by its name. The whole of it is verified first.

    It is checked again, here. Never while a session runs; the same pack twice does no harm.
    """
    folder = data_folder(data)
    try:
        lock = OnePlayer(folder)
    except MachineFault:
        raise
    except Fault as fault:
        raise Fault(f"A session is running on {folder}; install {file.name} when it has ended.") from fault
    try:
        _install(file, folder)
    finally:
        lock.release()


def _install(file: Path, data: Path) -> None:
    shelf, now = Shelf(data), datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    with opened(file) as pack:
        with progress("Verifying") as report:
            pack.verify(report)
        with progress("Installing") as report:
            installed, new = shelf.put(pack, now, report)
    try:
        check([str(installed.arc)], library=installed.music, data=data)
    except (typer.Exit, Fault) as failed:
        if new:
            shelf.remove(installed)
        if isinstance(failed, Fault):
            raise
        raise Fault(f"{file}: nothing was installed: its arc does not pass the check in this room.") from failed
    version = shown_version(installed.manifest.version)
    others = [p for p in shelf.packs() if p.manifest.name == installed.manifest.name and p.folder != installed.folder]
    stays = "stays" if len(others) == 1 else "stay"
    beside = f"; {len(others)} other version{'s' * (len(others) > 1)} of it {stays} beside" if others else ""
    was = "installed" if new else "was installed already"
    say(f"{installed.manifest.name}: version {version} {was}, and is the one that plays{beside}")


def list_arcs(data: Data = None, as_json: AsJson = False) -> None:
    """List the arcs that play by their names: those that ship, and those installed, with their versions."""
    packs = Shelf(data_folder(data)).packs()
    used = {pack.manifest.name: pack for pack in reversed(packs)}
    rows = [_row(pack, used=used[pack.manifest.name] is pack) for pack in packs]
    rows += [
        {"name": name, "arc": None, "version": None, "installed": None, "used": name not in used, "from": "ships"}
        for name in shipped_arcs()
    ]
    if as_json:
        say(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    lines = [("Plays as", "Version", "Installed", "Arc")]
    for row in rows:
        version = shown_version(row["version"] or "") or "ships"
        plays = row["name"] if row["used"] else f"{row['name']}@{version}" if row["version"] else f"({row['name']})"
        lines.append((plays, version, row["installed"] or "", row["arc"] or ""))
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        say(
            "  ".join(
                text + " " * (width - cell_len(text)) for text, width in zip(line, widths, strict=True)
            ).rstrip()
        )


def _row(pack: Installed, *, used: bool) -> dict[str, Any]:
    manifest = pack.manifest
    return {"name": manifest.name, "arc": manifest.arc, "version": manifest.version, "installed": pack.at,
            "used": used, "from": manifest.player}  # fmt: skip

"""Which drives can be unplugged: told from what Linux says of its mounts and block devices."""

import sys
from pathlib import Path

import pytest

from setplayer.drives import Drive, removable_drives

pytestmark = pytest.mark.skipif(sys.platform == "darwin", reason="macOS has its volumes below /Volumes")


def disk(root: Path, name: str, place: str, *, removable: bool = False) -> None:
    """A disk with one partition, as /sys shows it."""
    real = root / "sys/devices" / place / "block" / name
    (real / f"{name}1").mkdir(parents=True)
    (real / "removable").write_text("1\n" if removable else "0\n")
    (real / f"{name}1" / "partition").write_text("1\n")
    block = root / "sys/class/block"
    block.mkdir(parents=True, exist_ok=True)
    for node in (real, real / f"{name}1"):
        (block / node.name).symlink_to(node)


def test_sticks_and_usb_disks_are_found_and_the_computers_own_are_not(tmp_path: Path) -> None:
    disk(tmp_path, "sda", "pci0/ata1")
    disk(tmp_path, "sdb", "pci0/usb1/1-2")
    disk(tmp_path, "sdc", "pci0/mmc0", removable=True)
    disk(tmp_path, "sdd", "pci0/usb1/1-3")
    places = {name: tmp_path / "media" / name for name in ("own", "a stick", "Card")}
    for place in places.values():
        place.mkdir(parents=True)
    stick = str(places["a stick"]).replace(" ", "\\040")
    mounts = [f"/dev/sda1 {places['own']} ext4 rw 0 0", f"/dev/sdb1 {stick} vfat rw 0 0",
              f"/dev/sdc1 {places['Card']} vfat rw 0 0", f"/dev/sdd1 {tmp_path}/gone vfat rw 0 0",
              "tmpfs /run tmpfs rw 0 0", "/dev/fuse /x fuse rw 0 0", "/dev/mapper/x / ext4 rw 0 0"]  # fmt: skip
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/mounts").write_text("\n".join(mounts))
    assert removable_drives(tmp_path) == [Drive("a stick", places["a stick"]), Drive("Card", places["Card"])]


def test_where_the_system_tells_nothing_there_are_none(tmp_path: Path) -> None:
    assert removable_drives(tmp_path) == []

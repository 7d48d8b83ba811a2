"""Limits that keep a damaged or hostile file from taking the machine."""

from __future__ import annotations

import zipfile
from typing import IO

from xfnlp.errors import InputError

MAX_FILE = 100 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 300
MAX_MEMBERS = 5000
MAX_TEXT = 20_000_000
MAX_CELLS = 1_000_000
MAX_PAGES = 2000
# Of a PDF, and of any file that is large once unpacked; read in a process with these limits.
MAX_MEMORY = 1024 * 1024 * 1024
SECONDS, SECONDS_A_MEGABYTE, MAX_SECONDS = 40, 20, 600
GUARDED = 20 * 1024 * 1024


def check_size(size: int, name: str) -> None:
    """Refuse files beyond the limit.

    Raises:
        InputError: naming file and limit.
    """
    if size > MAX_FILE:
        raise InputError(f"{name}: {size:,} bytes; files of up to {MAX_FILE:,} are read")
    if size == 0:
        raise InputError(f"{name}: the file is empty")


def open_archive(stream: IO[bytes], name: str) -> zipfile.ZipFile:
    """Open a ZIP container after checking what it unpacks to.

    Raises:
        InputError: where it is damaged, encrypted, or unpacks to more than the limits allow.
    """
    try:
        archive = zipfile.ZipFile(stream)
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(f"{name}: damaged archive ({error})") from error
    if len(members) > MAX_MEMBERS:
        raise InputError(f"{name}: {len(members)} members; up to {MAX_MEMBERS} are read")
    total = 0
    for member in members:
        total += member.file_size
        bomb = member.file_size > 1_000_000 and member.file_size > MAX_RATIO * max(
            member.compress_size, 1
        )
        if bomb or total > MAX_UNPACKED:
            raise InputError(
                f"{name}: unpacks to too much ({member.filename}: {member.file_size:,} bytes "
                f"from {member.compress_size:,}); not read"
            )
        if member.flag_bits & 0x1:
            raise InputError(f"{name}: {member.filename} is encrypted; remove the password first")
    return archive

"""Opening a zip somebody else made."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from laborspace.errors import SourceError

if TYPE_CHECKING:
    import io
    from pathlib import Path

MAX_UNPACKED = 4 << 30
"""Bytes a zip may declare in all; the largest official download unpacks to under 1 GiB."""
MAX_RATIO = 200
"""Compression ratio above which a large member is taken for a bomb; text reaches about 20."""
LARGE_MEMBER = 50 << 20
"""Bytes above which a member's compression ratio is looked at."""


def open_zip(stored: Path | io.BytesIO, file: Path) -> zipfile.ZipFile:
    """Open a zip after checking that reading it is safe.

    Parameters
    ----------
    stored : Path or BytesIO
        The zip.
    file : Path
        Its name in messages.

    Raises
    ------
    SourceError
        If the zip is damaged or encrypted, has a member that reaches outside the folder, or
        declares to unpack to an unreasonable size. (Python reads no more of a member than it
        declares, so the declared size is the one to check.)
    """
    try:
        archive = zipfile.ZipFile(stored)
    except (zipfile.BadZipFile, OSError) as error:
        raise SourceError(
            f"is truncated or damaged ({error}); download it again.", file=file
        ) from error
    try:
        _check_members(archive.infolist(), file)
    except SourceError:
        archive.close()
        raise
    return archive


def _check_members(members: list[zipfile.ZipInfo], file: Path) -> None:
    for member in members:
        # orig_filename: zipfile itself cuts filename at a NUL and swaps separators.
        name = member.orig_filename.replace("\\", "/")
        if name.startswith("/") or name[1:2] == ":" or ".." in name.split("/"):
            raise SourceError(
                f"holds {member.orig_filename!r}, which reaches outside the zip; not read.",
                file=file,
            )
        if member.flag_bits & 0x1:
            raise SourceError(
                f"holds {member.filename!r} encrypted; unpack it yourself and give the folder.",
                file=file,
            )
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > LARGE_MEMBER and ratio > MAX_RATIO:
            raise SourceError(
                f"holds {member.filename!r}, which unpacks to {member.file_size:,} bytes, "
                f"{ratio:,.0f} times its size; taken for a zip bomb, not read.",
                file=file,
            )
    total = sum(member.file_size for member in members)
    if total > MAX_UNPACKED:
        raise SourceError(
            f"unpacks to {total:,} bytes, more than the {MAX_UNPACKED:,} allowed; "
            "taken for a zip bomb, not read.",
            file=file,
        )

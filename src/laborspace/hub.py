"""Downloading a space from the Hugging Face Hub, once."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import httpx

from laborspace.errors import SourceError
from laborspace.space.layout import SpaceFiles
from laborspace.storage import replace_directory

_RECORD = "download.json"


def download(
    repository: str,
    *,
    revision: str = "main",
    endpoint: str | None = None,
    cache: str | Path | None = None,
) -> Path:
    """Return the folder of a space, downloading it if it is not there yet.

    Parameters
    ----------
    repository : str
        ``"owner/name"``.
    revision : str
        Branch, tag or commit.
    endpoint : str, optional
        Address of the Hub; the environment variable ``HF_ENDPOINT`` or
        ``https://huggingface.co`` by default.
    cache : str or Path, optional
        Where to keep spaces; the user's cache folder by default.

    Returns
    -------
    Path
        A space folder with, beside the space, ``download.json``: where each file came from
        and its sha256.

    Raises
    ------
    SourceError
        If the Hub cannot be reached or has no such space.
    """
    base = (endpoint or os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")
    home = f"{base}/{repository}/resolve/{revision}"
    folder = _cache(cache) / repository.replace("/", "--") / revision.replace("/", "--")
    if (folder / _RECORD).is_file():
        return folder
    hashes: dict[str, str] = {}
    with replace_directory(folder) as fresh:
        space = SpaceFiles(fresh)
        twin = SpaceFiles(space.twin)
        optional = (
            space.map,
            space.held_out,
            *space.encoder.required,
            *space.static.required,
            *twin.required,
            twin.held_out,
        )
        with httpx.Client(follow_redirects=True, timeout=60) as client:
            for file in (*space.required, *optional):
                name = file.relative_to(fresh).as_posix()
                try:
                    found = _fetch(client, f"{home}/{name}", file)
                except httpx.HTTPError as error:
                    msg = (
                        f"{home}/{name} could not be downloaded ({error or type(error).__name__});"
                        " check the name and the connection, or give the folder of a space."
                    )
                    raise SourceError(msg) from error
                if found is not None:
                    hashes[name] = found
                elif file not in optional:
                    msg = f"{base} has no space {repository!r} at {revision!r}: no {name}."
                    raise SourceError(msg)
        record = {"url": home, "sha256": hashes}
        (fresh / _RECORD).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return folder


def _fetch(client: httpx.Client, url: str, file: Path) -> str | None:
    """Download a file and return its sha256, or None if there is no such file."""
    digest = hashlib.sha256()
    with client.stream("GET", url) as response:
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        response.raise_for_status()
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as out:
            for chunk in response.iter_bytes():
                digest.update(chunk)
                out.write(chunk)
    return digest.hexdigest()


def _cache(cache: str | Path | None) -> Path:
    if cache is not None:
        return Path(cache)
    from platformdirs import user_cache_path

    return user_cache_path("laborspace") / "spaces"

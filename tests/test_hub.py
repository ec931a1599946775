from __future__ import annotations

import functools
import hashlib
import http.server
import json
import threading
from pathlib import Path

import pytest

import laborspace
from laborspace.errors import SourceError
from laborspace.hub import download
from synthetic import ENTITIES, make_space, space_folder_fixture  # noqa: F401


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_args):
        pass


@pytest.fixture
def hub(space_folder, tmp_path, monkeypatch):
    """A Hub on this machine with one space; its address."""
    root = tmp_path / "hub"
    (root / "owner" / "name" / "resolve").mkdir(parents=True)
    (root / "owner" / "name" / "resolve" / "main").symlink_to(space_folder)
    handler = functools.partial(Quiet, directory=str(root))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}/")
        monkeypatch.setattr("laborspace.hub._cache", lambda _cache: tmp_path / "cache")
        yield server
        server.shutdown()
        thread.join()


def test_a_space_is_downloaded_once(hub, space_folder, tmp_path):
    assert len(laborspace.load("owner/name")) == len(ENTITIES)
    folder = tmp_path / "cache" / "owner--name" / "main"
    record = json.loads((folder / "download.json").read_text())
    assert record["url"].endswith("/owner/name/resolve/main")
    vectors = (space_folder / "vectors.npy").read_bytes()
    assert record["sha256"]["vectors.npy"] == hashlib.sha256(vectors).hexdigest()
    assert "encoder/model.onnx" in record["sha256"]
    assert "map.parquet" not in record["sha256"]
    hub.shutdown()
    assert laborspace.load("owner/name").encode("nurse").shape == (8,)


def test_a_twin_comes_along(hub, space_folder, tmp_path):
    twin = make_space(held_out=["naics:6221"])
    make_space(twin=twin).save(tmp_path / "hub" / "owner" / "pair" / "resolve" / "main")
    space = laborspace.load("owner/pair")
    assert not space.held_out
    assert space.twin.held_out == {"naics:6221"}
    assert laborspace.load("owner/name").twin is None


def test_a_space_the_hub_lacks(hub, tmp_path):
    with pytest.raises(SourceError, match=r"no space 'owner/other' at 'main': no space\.json"):
        laborspace.load("owner/other")
    with pytest.raises(SourceError, match="at 'v2'"):
        laborspace.load("owner/name", revision="v2")
    assert not (tmp_path / "cache" / "owner--other" / "main").exists()


def test_offline(tmp_path):
    with pytest.raises(SourceError, match="check the name and the connection"):
        download("owner/name", endpoint="http://127.0.0.1:9", cache=tmp_path)
    assert not list(tmp_path.rglob("*.json"))


def test_half_a_download_leaves_nothing(hub, tmp_path, monkeypatch):
    import httpx

    def broken(self, chunk_size=None):
        yield b"half"
        raise httpx.ReadError("connection reset")

    monkeypatch.setattr(httpx.Response, "iter_bytes", broken)
    with pytest.raises(SourceError, match="connection reset"):
        laborspace.load("owner/name")
    assert [p for p in (tmp_path / "cache").rglob("*") if p.is_file()] == []


def test_spaces_are_kept_in_the_users_cache(monkeypatch, tmp_path):
    from laborspace import hub as module

    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: Path(tmp_path) / name)
    assert module._cache(None) == tmp_path / "laborspace" / "spaces"

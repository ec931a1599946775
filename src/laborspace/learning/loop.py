"""One training loop for every stage: progress, log, checkpoints, interruption, resumption.

A batch depends only on (seed, stage, step), never on what was drawn before, so a run resumed
from a checkpoint sees the batches and the dropout it would have seen uninterrupted.
"""

from __future__ import annotations

import json
import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from laborspace.errors import TrainingError
from laborspace.storage import explained, replace_directory

CHECKPOINT_SECONDS = 120.0
SMOOTHING = 0.95


class Interrupted(KeyboardInterrupt):
    """Training was stopped by the user after a checkpoint was written."""


@dataclass(frozen=True)
class Plan:
    """What the loop needs to know of a stage."""

    index: int  # position in the recipe, the context stage being 0
    name: str
    steps: int
    learning_rate: float
    weight_decay: float
    warmup_share: float
    final_share: float
    clip: float


class Run:
    """A run folder: recipe, log, loss curves and the latest checkpoint.

    Parameters
    ----------
    folder : Path
        Made if missing. ``log.jsonl`` gets a line every `log_every` steps; ``curves.csv`` is
        written at the end of each stage.
    signature : str
        Hash of recipe, corpus and package version; a folder of another signature is refused.
    quiet : bool
        No progress bar.
    """

    def __init__(self, folder: Path, signature: str, *, quiet: bool = False) -> None:
        self.folder = folder
        self.quiet = quiet
        with explained(folder):
            folder.mkdir(parents=True, exist_ok=True)
        stamp = folder / "signature.txt"
        if stamp.is_file() and stamp.read_text("utf-8").strip() != signature:
            raise TrainingError(
                f"{folder} holds a run of another recipe or corpus: give another --run folder, "
                "or delete it to start anew."
            )
        with explained(stamp):
            stamp.write_text(signature + "\n", "utf-8")

    @property
    def checkpoint(self) -> Path:
        """The folder of the latest checkpoint."""
        return self.folder / "checkpoint"

    def position(self) -> tuple[int, int]:
        """Return (stage, step) to go on from; (0, 0) for a fresh run."""
        state = self.checkpoint / "state.json"
        if not state.is_file():
            return 0, 0
        values = json.loads(state.read_text("utf-8"))
        return values["stage"], values["step"]

    def save(
        self, stage: int, step: int, module: nn.Module, optimizer: torch.optim.Optimizer | None
    ) -> None:
        """Write a checkpoint; a crash while writing leaves the previous one."""
        tensors = {f"model.{k}": v.detach().cpu() for k, v in module.state_dict().items()}
        if optimizer is not None:
            for position, state in optimizer.state_dict()["state"].items():
                for key, value in state.items():
                    tensors[f"optimizer.{position}.{key}"] = torch.as_tensor(value).cpu()
        tensors = {k: v.clone().contiguous() for k, v in tensors.items()}  # untie shared weights
        with replace_directory(self.checkpoint) as folder:
            save_file(tensors, folder / "tensors.safetensors")
            (folder / "state.json").write_text(json.dumps({"stage": stage, "step": step}), "utf-8")

    def restore(self, module: nn.Module, optimizer: torch.optim.Optimizer | None = None) -> None:
        """Read the latest checkpoint into a module and, mid-stage, its optimizer."""
        tensors = load_file(self.checkpoint / "tensors.safetensors")
        weights = {k[6:]: v for k, v in tensors.items() if k.startswith("model.")}
        missing, _ = module.load_state_dict(weights, strict=False)  # a finished stage's head goes
        if missing:
            raise TrainingError(
                f"{self.checkpoint} lacks the weight {missing[0]!r}: delete {self.folder} and "
                "start anew."
            )
        if optimizer is not None:
            states: dict[int, dict[str, Tensor]] = {}
            for name, value in tensors.items():
                if name.startswith("optimizer."):
                    _, position, key = name.split(".")
                    states.setdefault(int(position), {})[key] = value
            groups = optimizer.state_dict()["param_groups"]
            optimizer.load_state_dict({"state": states, "param_groups": groups})

    def log(self, line: dict[str, Any]) -> None:
        """Append a line to the log."""
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")

    def write_curves(self) -> None:
        """Write the loss curves of the whole run as a table."""
        path = self.folder / "log.jsonl"
        if not path.is_file():
            return
        seen: dict[tuple[int, int], dict[str, Any]] = {}
        for text in path.read_text("utf-8").splitlines():
            line = json.loads(text)
            seen[line["stage"], line["step"]] = line  # a resumed run repeats some steps
        rows = ["stage,name,step,loss,learning_rate"]
        for (stage, step), line in sorted(seen.items()):
            rows.append(f"{stage},{line['name']},{step},{line['loss']},{line['learning_rate']}")
        (self.folder / "curves.csv").write_text("\n".join(rows) + "\n", "utf-8")


def train_stage(
    run: Run,
    plan: Plan,
    module: nn.Module,
    parameters: list[nn.Parameter],
    loss_at: Callable[[int], Tensor],
    *,
    seed: int,
    log_every: int = 10,
) -> None:
    """Train one stage to its last step, going on from the run's checkpoint if there is one.

    Parameters
    ----------
    run : Run
    plan : Plan
    module : nn.Module
        Whose state is checkpointed.
    parameters : list of nn.Parameter
        Those that learn.
    loss_at : callable
        Step number → loss of that step's batch, which must depend on nothing else.
    seed : int

    Raises
    ------
    Interrupted
        Ctrl-C; a checkpoint was written first.
    TrainingError
        Out of memory, or the loss is not a number.
    """
    optimizer = torch.optim.AdamW(parameters, lr=plan.learning_rate, weight_decay=plan.weight_decay)
    stage, first = run.position()
    if stage != plan.index:
        first = 0
    elif first:
        run.restore(module, optimizer)
    module.train()
    smooth: float | None = None
    saved = time.monotonic()
    with _progress(plan, first, quiet=run.quiet) as report, _deferred_interrupt() as interrupted:
        for step in range(first, plan.steps):
            torch.manual_seed(_mix(seed, plan.index, step))
            for group in optimizer.param_groups:
                group["lr"] = plan.learning_rate * _schedule(plan, step)
            with _memory_advice(plan):
                loss = loss_at(step)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
            value = float(loss.detach())
            if math.isnan(value):
                raise TrainingError(
                    f"The loss of stage {plan.name} became NaN at step {step}: lower its "
                    f"learning_rate (now {plan.learning_rate})."
                )
            nn.utils.clip_grad_norm_(parameters, plan.clip)
            optimizer.step()
            smooth = value if smooth is None else SMOOTHING * smooth + (1 - SMOOTHING) * value
            if step % log_every == 0 or step + 1 == plan.steps:
                rate = optimizer.param_groups[0]["lr"]
                line = {"stage": plan.index, "name": plan.name, "step": step}
                run.log({**line, "loss": round(value, 5), "learning_rate": rate})
            report(step + 1, smooth)
            if interrupted.is_set() or time.monotonic() - saved > CHECKPOINT_SECONDS:
                run.save(plan.index, step + 1, module, optimizer)
                saved = time.monotonic()
            if interrupted.is_set():
                raise Interrupted(f"Stopped at step {step + 1} of stage {plan.name}.")
    run.save(plan.index + 1, 0, module, None)
    run.write_curves()


def _mix(*numbers: int) -> int:
    mixed = 0
    for number in numbers:
        mixed = (mixed * 1_000_003 + number + 1) % (2**63)
    return mixed


def _schedule(plan: Plan, step: int) -> float:
    """Linear warm-up, then linear decay to the final share."""
    warmup = max(1, round(plan.steps * plan.warmup_share))
    if step < warmup:
        return (step + 1) / warmup
    left = (plan.steps - step) / max(1, plan.steps - warmup)
    return plan.final_share + (1 - plan.final_share) * left


@contextmanager
def _progress(plan: Plan, first: int, *, quiet: bool) -> Iterator[Callable[[int, float], None]]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TextColumn("loss {task.fields[loss]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as bar:
        task = bar.add_task(plan.name, total=plan.steps, completed=first, loss="–")

        def report(step: int, loss: float) -> None:
            bar.update(task, completed=step, loss=f"{loss:.4f}")

        yield report


@contextmanager
def _deferred_interrupt() -> Iterator[threading.Event]:
    """Turn the first Ctrl-C into a flag, so that a step is never cut in half."""
    event = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield event
        return
    before = signal.getsignal(signal.SIGINT)

    def remember(signum: int, frame: FrameType | None) -> None:
        del signum, frame
        if event.is_set():
            raise KeyboardInterrupt
        event.set()

    signal.signal(signal.SIGINT, remember)
    try:
        yield event
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _memory_advice(plan: Plan) -> Iterator[None]:
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise TrainingError(_out_of_memory(plan)) from error
    except RuntimeError as error:
        if "memory" in str(error) and "alloc" in str(error):
            raise TrainingError(_out_of_memory(plan)) from error
        raise


def _out_of_memory(plan: Plan) -> str:
    return (
        f"Out of memory in stage {plan.name}: lower its batch_size or max_tokens, or set "
        "trained_layers to fewer layers."
    )

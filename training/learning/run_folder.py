"""The folder of a run: what it is of, how it went, and where it goes on from.

``run.json`` has the configuration, the versions and the digest of the data; ``metrics.jsonl`` a
line for each report and evaluation; ``curves.png`` shows them; ``last.pt`` is the checkpoint;
``best.safetensors`` has the weights that did best on held-out pictures.
"""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save

from training.learning.configuration import Configuration
from training.learning.files import replacing

_RUN, _METRICS, _LAST = "run.json", "metrics.jsonl", "last.pt"
BEST, CURVES = "best.safetensors", "curves.png"
_HARMLESS = {"run", "device", "data", "progress"}
"""Entries of a configuration that a run may go on under others of: the data has a digest."""


class RunFolderError(ValueError):
    """A folder is of another run, or damaged; the message says what to do."""


class RunFolder:
    """See the module.

    Args:
        path: The folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def begin(self, configuration: Configuration, *, data: str) -> None:
        """Make the folder, or see that it is of this run.

        Raises:
            RunFolderError: it is of another configuration or other data.
        """
        packages = ("lookalike", "torch", "timm", "pytorch-metric-learning")
        told = {
            "data": data,
            "versions": {package: version(package) for package in packages},
            "configuration": configuration.model_dump(mode="json"),
        }
        file = self.path / _RUN
        if file.exists():
            before = self.described()
            old, new = (_essence(each) for each in (before, told))
            if differing := sorted(key for key in new if new[key] != old.get(key)):
                raise RunFolderError(
                    f"{self.path} is of a run with another {', '.join(differing)}: name another "
                    "folder, or take back what was changed to go on with this one"
                )
            return
        self.path.mkdir(parents=True, exist_ok=True)
        with replacing(file) as out:
            out.write(json.dumps(told, indent=1).encode())

    def described(self) -> dict[str, Any]:
        """Return what ``run.json`` says.

        Raises:
            RunFolderError: there is no run here.
        """
        try:
            told: dict[str, Any] = json.loads((self.path / _RUN).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise RunFolderError(f"{self.path} is not the folder of a run: {error}") from error
        return told

    def save_checkpoint(self, state: dict[str, Any]) -> None:
        """Keep a state, in place of the last one."""
        with replacing(self.path / _LAST) as file:
            torch.save(state, file)

    def checkpoint(self, device: torch.device) -> dict[str, Any] | None:
        """Return the last state, if there is one; forget what was measured after it."""
        file = self.path / _LAST
        state: dict[str, Any] | None = None
        if file.exists():
            state = torch.load(file, map_location=device, weights_only=True)
        self._forget_after(state["step"] if state else -1)
        return state

    def save_best(self, weights: dict[str, torch.Tensor]) -> None:
        """Keep weights, in place of the best so far."""
        with replacing(self.path / BEST) as file:
            file.write(save({key: tensor.contiguous() for key, tensor in weights.items()}))

    def record(self, step: int, figures: dict[str, float]) -> None:
        """Add a line of figures."""
        with (self.path / _METRICS).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"step": step, **figures}) + "\n")

    def metrics(self) -> list[dict[str, float]]:
        """Return the lines of figures, but for one that a kill has cut short."""
        file = self.path / _METRICS
        lines = file.read_text(encoding="utf-8").split("\n") if file.exists() else []
        return [json.loads(line) for line in lines[:-1]]

    def _forget_after(self, step: int) -> None:
        kept = [line for line in self.metrics() if line["step"] <= step]
        with replacing(self.path / _METRICS) as file:
            file.write("".join(json.dumps(line) + "\n" for line in kept).encode())


def _essence(told: dict[str, Any]) -> dict[str, Any]:
    entries = told["configuration"].items()
    return {"data": told["data"], **{key: value for key, value in entries if key not in _HARMLESS}}

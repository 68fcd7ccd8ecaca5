"""Writes a trained tower as a model directory: ``python -m training.export RUN OUT``.

It is named to every command as ``local-dir:OUT``.
"""

import json
from pathlib import Path
from typing import Annotated

import torch
import typer
from safetensors.torch import load_file, save

from detector.embedding.trained import CONFIG, FORMAT, WEIGHTS
from training.learning.configuration import Configuration
from training.learning.model_card import model_card
from training.learning.run_folder import BEST, RunFolder, RunFolderError

_MAX_BYTES = 40_000_000
CARD = "README.md"


class ExportError(ValueError):
    """A run can't be exported; the message says why."""


def export(run: Path, out: Path) -> None:
    """Write the best tower of a run, in half precision, with its model card.

    Raises:
        RunFolderError: there is no run.
        ExportError: it has no weights yet, they are too many for the directory, a number is too
            large for half precision, or `out` has something else in it.
    """
    folder = RunFolder(run)
    described = folder.described()
    if not (run / BEST).exists():
        raise ExportError(f"{run} has no {BEST} yet: it is written at the first evaluation")
    if out.exists() and not (out / CONFIG).exists() and any(out.iterdir()):
        raise ExportError(f"{out} has other files in it: name another folder")
    weights = {
        name: tensor.half() if tensor.is_floating_point() else tensor
        for name, tensor in load_file(run / BEST).items()
    }
    for name, tensor in weights.items():
        if not torch.isfinite(tensor).all():
            raise ExportError(f"{name} has numbers too large for half precision")
    size = sum(tensor.nbytes for tensor in weights.values())
    if size > _MAX_BYTES:
        raise ExportError(f"{size} bytes of weights are more than {_MAX_BYTES}: too big a backbone")
    tower = Configuration.model_validate(described["configuration"]).tower
    config = {
        "format": FORMAT,
        "name": out.name,
        **tower.model_dump(mode="json", exclude={"initial"}),
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / WEIGHTS).write_bytes(save(weights))
    (out / CARD).write_text(model_card(out.name, described, folder.metrics()), encoding="utf-8")
    # Last, as it is what makes the folder a model.
    (out / CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


def main(
    run: Annotated[Path, typer.Argument(help="Folder of a training run.")],
    out: Annotated[Path, typer.Argument(help="Model directory to write.")],
) -> None:
    """Write the best tower of a run as a model directory."""
    try:
        export(run, out)
    except (ExportError, RunFolderError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"Written to {out}: name it as local-dir:{out}")


if __name__ == "__main__":
    typer.run(main)

"""Trains an image tower: ``python -m training.train --config FILE``.

The file says what a run is: see `training.learning.configuration`, and ``training/configurations``
for examples. The same command goes on with a run that was interrupted. Fine-tuning on an owner's
own labelled pictures is the same command with ``data.manifest`` in place of ``data.shards``, and
``tower.initial`` the folder of a trained tower.
"""

from pathlib import Path
from typing import Annotated

import typer

from detector.embedding import ModelError
from detector.embedding._torchvision import ensure_importable
from training.learning.configuration import ConfigurationError, read_configuration


def main(
    config: Annotated[Path, typer.Option(help="What to train, and on what: a TOML file.")],
) -> None:
    """Train, or go on with a run that was interrupted."""
    ensure_importable()
    from training.learning.loading import UnreadablePictureError
    from training.learning.loop import DivergedError, train
    from training.learning.run_folder import RunFolderError
    from training.learning.sampling import TooFewInstancesError
    from training.learning.source import LabelError
    from training.pictures.shards import ShardError

    try:
        train(read_configuration(config), typer.echo)
    except (
        ConfigurationError,
        DivergedError,
        LabelError,
        ModelError,
        RunFolderError,
        ShardError,
        TooFewInstancesError,
        UnreadablePictureError,
    ) as error:
        typer.echo(f"Error: {error}", err=True)
        raise typer.Exit(1) from error


if __name__ == "__main__":
    typer.run(main)

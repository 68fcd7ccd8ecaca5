"""What a training run is: a TOML file, and what may be in it."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PositiveFloat,
    PositiveInt,
    ValidationError,
    model_validator,
)

_Share = Annotated[float, Field(ge=0, le=1)]
_Amount = Annotated[float, Field(ge=0)]
_Count = Annotated[int, Field(ge=0)]


class ConfigurationError(ValueError):
    """A configuration can't be used; the message says which entry and why."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Data(_Section):
    """Where pictures come from: one of the two.

    Attributes:
        shards: Folder that `training.pictures.make` wrote.
        manifest: File that `read_labelled` reads.
        workers: Processes that decode; 0 decodes in the program itself.
    """

    shards: Path | None = None
    manifest: Path | None = None
    workers: _Count = 1

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.shards is None) == (self.manifest is None):
            raise ValueError("name either shards or a manifest")
        return self


class Tower(_Section):
    """See `TowerShape`.

    Attributes:
        initial: ``imagenet``, ``random``, or the folder of a trained tower to go on from, whose
            shape must be this one.
    """

    backbone: str = "tf_efficientnet_lite2"
    levels: Annotated[tuple[_Count, ...], Field(min_length=1)] = (2, 3)
    side: Annotated[int, Field(ge=32, le=1024)] = 260
    dimension: Annotated[int, Field(ge=2, le=256)] = 256
    initial: str = "imagenet"


class Batch(_Section):
    """What a step learns from.

    Attributes:
        instances: Designs, logos … in a batch.
        pictures: Of each.
        siblings: How many instances of a group come together, as hard negatives of each other.
    """

    instances: Annotated[int, Field(ge=2)] = 32
    pictures: Annotated[int, Field(ge=2)] = 4
    siblings: PositiveInt = 4


class Augmentation(_Section):
    """How pictures are varied: see `Augmentation` in `augmentation`; all 0 leaves them alone.

    Attributes:
        crop: Smallest share of a picture's area that is shown.
        stretch: Largest change of the ratio of its sides, as a factor less one.
        rotation: Largest, in degrees.
        perspective: Largest difference of scale between opposite sides.
        mirror: Share of pictures.
        colour: Largest change of brightness, contrast and saturation, as a share.
        hue: Largest rotation, in degrees.
        grey: Share of pictures without colours.
        blur: Largest standard deviation, in pixels.
        noise: Largest standard deviation, where 1 is from black to white.
        erase: Share of pictures with something in front of them.
        mix: Share of pictures mixed with another.
    """

    crop: Annotated[float, Field(gt=0, le=1)] = 0.4
    stretch: _Amount = 0.3
    rotation: _Amount = 15.0
    perspective: Annotated[float, Field(ge=0, le=0.5)] = 0.15
    mirror: _Share = 0.25
    colour: _Share = 0.4
    hue: _Amount = 30.0
    grey: _Share = 0.15
    blur: _Amount = 1.5
    noise: _Amount = 0.05
    erase: _Share = 0.25
    mix: _Share = 0.1


class Loss(_Section):
    """See `InstanceLoss`.

    Attributes:
        temperature: Of similarities: the lower, the more the hardest negatives count.
        hard: Whether only hard pairs count.
        entropy: Of the spread, as a share of the contrast.
    """

    temperature: PositiveFloat = 0.07
    hard: bool = False
    entropy: _Amount = 0.3


class Schedule(_Section):
    """How fast, and for how long.

    Attributes:
        steps: Batches.
        warm_up: Steps in which the rate rises.
        rate: Highest learning rate, that of the projection; it falls by a cosine afterwards.
        trunk_rate: Of the last layers of the trunk, as a share of `rate`.
        layer_decay: Of every layer, as a share of the next one's rate.
        layers: How many of the trunk's last layers learn, as timm counts stages; left out, all.
            The first are the slowest, and have the least to learn.
        frozen: Steps in which the trunk stays as it is.
        weight_decay: Of AdamW.
        average: Decay of the moving average of weights, which is what is kept; 0 keeps the last.
    """

    steps: PositiveInt
    warm_up: _Count = 100
    rate: PositiveFloat = 1e-3
    trunk_rate: _Share = 0.3
    layer_decay: _Share = 0.9
    layers: PositiveInt | None = None
    frozen: _Count = 0
    weight_decay: _Amount = 0.01
    average: Annotated[float, Field(ge=0, lt=1)] = 0.0


class Progress(_Section):
    """When something is written, in steps.

    Attributes:
        report: A line of figures.
        checkpoint: Where a killed run goes on from.
        evaluate: Accuracy on held-out pictures.
        pictures: How many held-out pictures are looked at, at most.
    """

    report: PositiveInt = 20
    checkpoint: PositiveInt = 200
    evaluate: PositiveInt = 500
    pictures: PositiveInt = 2000


class Configuration(_Section):
    """A run.

    Attributes:
        run: Folder for all that it writes.
        seed: Of everything that is drawn.
        device: Left out, CUDA where there is one.
        precision: Of the trunk; ``bfloat16`` is by autocast.
    """

    run: Path
    seed: _Count = 0
    device: Literal["cpu", "cuda"] | None = None
    precision: Literal["bfloat16", "float32"] = "float32"
    data: Data
    tower: Tower = Tower()
    batch: Batch = Batch()
    augmentation: Augmentation = Augmentation()
    loss: Loss = Loss()
    schedule: Schedule
    progress: Progress = Progress()


def read_configuration(path: Path) -> Configuration:
    """Read a TOML file.

    Raises:
        ConfigurationError: it can't be read, or an entry is unknown, missing or out of range.
    """
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
        return Configuration.model_validate(entries)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, problem['loc'])) or 'the file'}: {problem['msg']}"
            for problem in error.errors()
        )
        raise ConfigurationError(f"{path}: {problems}") from error
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path}: {error}") from error

"""Small shards, and a run on them by a network that is small too."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from training.learning.configuration import Configuration
from training.pictures.shards import HELD_OUT, TRAIN, PictureInfo, ShardPicture, write_shard

_SIDE = 48


@pytest.fixture(scope="session")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write polygons as designs: corners tell instances apart, colours and places don't."""
    folder = tmp_path_factory.mktemp("shards")
    for name, split, groups in (("a", TRAIN, range(8)), ("b", HELD_OUT, range(8, 12))):
        pictures = [
            ShardPicture(info, _jpeg(group, sibling, number, info.style))
            for group in groups
            for sibling in range(3)
            for number in range(4)
            for info in [_info(group, sibling, number, split)]
        ]
        write_shard(folder / f"{name}.tar", pictures, recipe="polygons")
    return folder


def _info(group: int, sibling: int, number: int, split: str) -> PictureInfo:
    return PictureInfo(
        group=f"g{group}",
        instance=f"g{group}-{sibling}",
        number=number,
        category="polygon",
        source="design",
        style="drawing" if number == 0 else "photo",
        split=split,
    )


def _jpeg(group: int, sibling: int, number: int, style: str) -> bytes:
    shape = np.random.default_rng([group, 0]).uniform(0.1, 0.9, (5, 2))
    shape[sibling] = np.random.default_rng([group, sibling, 1]).uniform(0.1, 0.9, 2)
    rng = np.random.default_rng([group, sibling, number, 2])
    points = [tuple(point) for point in (shape * 0.9 + rng.uniform(0, 0.1, 2)) * _SIDE]
    picture = Image.new("RGB", (_SIDE, _SIDE), "white")
    pen = ImageDraw.Draw(picture)
    if style == "drawing":
        pen.line([*points, points[0]], fill="black", width=2)
    else:
        pen.polygon(points, fill=tuple(rng.integers(0, 200, 3).tolist()))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    return file.getvalue()


@pytest.fixture(scope="session")
def configure(
    shards: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Configuration]:
    """Make the configuration of a short run; entries of sections given replace these."""

    def make(run: Path | None = None, **sections: Any) -> Configuration:
        entries: dict[str, Any] = {
            "run": run or tmp_path_factory.mktemp("run"),
            "device": "cpu",
            "data": {"shards": shards, "workers": 0},
            "tower": {
                "backbone": "test_efficientnet",
                "levels": [2, 3],
                "side": 32,
                "dimension": 16,
                "initial": "random",
            },
            "batch": {"instances": 6, "pictures": 3, "siblings": 3},
            "schedule": {"steps": 8, "warm_up": 1, "frozen": 2, "average": 0.5},
            "progress": {"report": 2, "checkpoint": 2, "evaluate": 8, "pictures": 48},
        }
        for name, section in sections.items():
            entries[name] = entries.get(name, {}) | section
        return Configuration.model_validate(entries)

    return make

"""Which groups of pictures there are, which shard each goes to, and what they follow from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from zlib import crc32

from data.synthetic.designs import FAMILIES
from data.synthetic.marks import Mark, bare
from data.synthetic.package_forms import FORMS
from data.synthetic.photographs import photographs
from training.pictures import designs, logos, packaging
from training.pictures import photographs as whole
from training.pictures.shards import HELD_OUT, MAX_BYTES, TRAIN

MOST_PER_SHARD = 1500
"""Pictures."""
MOST_BYTES = MAX_BYTES // MOST_PER_SHARD - 2048
"""Of one picture, so that a shard is never too large: the rest is for its headers."""
_IMAGES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_HELD_OUT_IN = 10
"""One in so many groups, and one in so many brands, is held out."""
_LIBRARIES = ("numpy", "pillow", "matplotlib", "opencv-python-headless", "simpleicons", "vtk")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What all pictures follow from, together with the program.

    Attributes:
        seed: Of all randomness.
        designs: How many designs at most; a group has four.
        logos: How many logos at most; half are real marks where there are enough.
        photographs: How many other pictures at most.
        packages: How many packaged goods at most.
        side: Longer side of every picture in pixels.
        backgrounds: Folder of more photographs to stand before, or none.
        marks: Folder of more real marks, or none.
    """

    seed: int
    designs: int
    logos: int
    photographs: int
    packages: int = 0
    side: int = 288
    backgrounds: Path | None = None
    marks: Path | None = None

    def background_files(self) -> list[Path]:
        """Return the photographs of the folder in the order of their names."""
        if self.backgrounds is None:
            return []
        return sorted(p for p in self.backgrounds.rglob("*") if p.suffix.lower() in _IMAGES)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of instances that look alike.

    Attributes:
        source: ``design``, ``logo``, ``photograph`` or ``packaging``.
        number: Of the group among those of its source.
        category: See `training.pictures.shards.PictureInfo`.
        split: All in one.
        marks: Real marks, for a group of logos that are not made up.
        tiles: A carried photograph and places in it, for a group of such.
    """

    source: str
    number: int
    category: str
    split: str
    marks: tuple[Mark, ...] = ()
    tiles: tuple[str, tuple[int, ...]] | None = None

    @property
    def name(self) -> str:
        """Unique, in letters that a file may have."""
        return f"{self.category.replace('_', '-')}-{self.number:05d}"


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard to be made: its file name and its groups."""

    name: str
    groups: tuple[Group, ...]

    def recipe_hash(self, recipe: Recipe, program: str) -> str:
        """Hash everything that its bytes follow from."""
        files = [(path.name, path.stat().st_size) for path in recipe.background_files()]
        text = repr((program, recipe.seed, recipe.side, files, self.groups))
        return sha256(text.encode()).hexdigest()


def plan_shards(recipe: Recipe, others: Sequence[Mark] = ()) -> list[Shard]:
    """Plan all shards.

    Args:
        recipe: What to make.
        others: Real marks beside those that are carried.

    Raises:
        data.synthetic.extra.MissingExtraError: the extra `synthetic` is not installed.
    """
    planned = (
        ("design", designs, _designs(recipe.designs // designs.GROUP)),
        ("logo", logos, _logos(recipe.logos // logos.GROUP, others)),
        ("photograph", whole, _photographs(recipe.photographs // whole.GROUP)),
        ("packaging", packaging, _packages(recipe.packages // packaging.GROUP)),
    )
    shards = []
    for source, maker, planned_groups in planned:
        groups = tuple(planned_groups)
        size = MOST_PER_SHARD // (maker.GROUP * maker.PICTURES)
        for number, first in enumerate(range(0, len(groups), size)):
            shards.append(Shard(f"{source}-{number:03d}.tar", groups[first : first + size]))
    return shards


def program_digest() -> str:
    """Hash the program that makes the pictures, and the versions of the libraries it draws with."""
    root = Path(__file__).parents[2]
    digest = sha256(repr([(name, version(name)) for name in _LIBRARIES]).encode())
    for folder in ("data/synthetic", "data/attacks", "training/pictures"):
        for path in sorted((root / folder).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _designs(count: int) -> Iterator[Group]:
    families = list(FAMILIES)
    for number in range(count):
        turn, place = divmod(number, len(families))
        family = families[place]
        # Three steps on at every turn, so that designs of every family are held out in time.
        unseen = family in designs.HELD_OUT_FAMILIES or (place + 3 * turn) % _HELD_OUT_IN == 0
        yield Group("design", number, family, HELD_OUT if unseen else TRAIN)


def _logos(count: int, others: Sequence[Mark]) -> Iterator[Group]:
    """Plan groups of real marks, while there are any of a split, and emblems without end."""
    if not count:
        return
    groups = logos.mark_groups(logos.training_marks(others), _split_of)
    real = {split: iter(groups[split]) for split in (HELD_OUT, TRAIN)}
    for number in range(count):
        split = HELD_OUT if number // 2 % _HELD_OUT_IN == 0 else TRAIN
        marks = next(real[split], ()) if number % 2 == 0 else ()
        yield Group("logo", number, "mark" if marks else "emblem", split, marks=marks)


def _split_of(mark: Mark) -> str:
    return TRAIN if crc32(bare(mark.brand).encode()) % _HELD_OUT_IN else HELD_OUT


def _photographs(count: int) -> Iterator[Group]:
    """Plan parts of carried photographs, while there are any, and what is made without end."""
    tiles = iter(whole.tile_groups(photographs()))
    for number in range(count):
        split = HELD_OUT if number // 2 % _HELD_OUT_IN == 0 else TRAIN
        tile = next(tiles, None) if number % 2 == 0 else None
        kind = "tile" if tile else whole.KINDS[number % len(whole.KINDS)]
        yield Group("photograph", number, kind, split, tiles=tile)


def _packages(count: int) -> Iterator[Group]:
    forms = list(FORMS)
    for number in range(count):
        turn, place = divmod(number, len(forms))
        # Three steps on at every turn, as for designs.
        split = HELD_OUT if (place + 3 * turn) % _HELD_OUT_IN == 0 else TRAIN
        yield Group("packaging", number, forms[place], split)

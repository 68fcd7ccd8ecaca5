"""Pictures of logos: flat as registered, and on goods as they are sold.

Logos are real brand marks, except those of the built-in example and of the calibration scenes, and
emblems that nobody owns. Each group has logos of alike shape.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from PIL import Image

from data.attacks import NotApplicableError, Strength, apply
from data.synthetic.designs import FAMILIES, SPLITS, draw_design
from data.synthetic.difficulty import LEVELS
from data.synthetic.emblems import alike, draw_emblem
from data.synthetic.marks import Mark, Silhouettes, bare, load_marks
from data.synthetic.scenes import Scenery
from data.synthetic.shading import Colour
from data.synthetic.views import mark_views
from training.pictures.framing import framed
from training.pictures.looks import LOOKS, WorkedMark
from training.pictures.mark_files import PaintedMark
from training.pictures.shards import PictureInfo

GROUP = 4
"""Logos of alike shape in a group."""
PICTURES = 5
"""Of each logo: two flat ones, three on goods."""
_SPLIT = SPLITS[1]
"""Products that the built-in example does not show."""
_SAME_SHAPE = 0.85
"""Logos that overlap more than this could be told apart by their colour alone."""
_ATTEMPTS = 50
_SHARE = (0.4, 0.95)
_LOOK_SHARES = (0.34, 0.1, 0.1, 0.14, 0.1, 0.08, 0.14)
_FAINT = frozenset({"embossed", "outlined", "worn"})
"""Looks that are lost on a busy ground."""
_PLACES = ("goods", "photograph", "product")
_PLACE_SHARES = (0.5, 0.25, 0.25)
_LEVEL_SHARES = (0.4, 0.4, 0.2)
_FLAT_EDITS = ("stretch", "rotate", "recolour", "greyscale", "blur", "outline", "jpeg", "crop")
_INKS: tuple[Colour, ...] = ((24, 24, 28), (190, 34, 40), (36, 70, 150), (30, 120, 80))


def training_marks(others: Iterable[Mark] = ()) -> list[Mark]:
    """Return the real marks that may be trained on, each once.

    Args:
        others: More marks; of those that are there too, they are taken. Those of a brand of the
            built-in example or of the calibration scenes are left out.

    Raises:
        data.synthetic.extra.MissingExtraError: simpleicons is not installed.
    """
    untouched = {
        bare(word)
        for split in ("demo", "calibration")
        for mark in load_marks(split).values()
        for word in (mark.brand, mark.name)
    }
    marks: dict[str, Mark] = {}
    for mark in (*others, *load_marks("training").values()):
        if untouched.isdisjoint((bare(mark.brand), bare(mark.name))):
            marks.setdefault(bare(mark.name), mark)
    return list(marks.values())


def mark_groups(
    marks: Sequence[Mark], split_of: Callable[[Mark], str]
) -> Mapping[str, Sequence[tuple[Mark, ...]]]:
    """Return marks of each split in groups of the most alike; of one shape there is one mark.

    Raises:
        data.synthetic.extra.MissingExtraError: resvg is not installed.
    """
    pool = {mark.name: mark for mark in marks}
    shapes = Silhouettes.of(marks).distinctive()
    splits = np.array([split_of(pool[name]) for name in shapes.names])
    overlap = shapes.overlap(shapes)
    np.fill_diagonal(overlap, 0)
    free = np.ones(len(shapes.names), dtype=bool)
    for i in range(len(shapes.names)):
        if free[i]:
            twins = np.nonzero(overlap[i] > _SAME_SHAPE)[0]
            free[twins[twins > i]] = False
    groups = defaultdict(list)
    for i, split in enumerate(splits.tolist()):
        others = np.nonzero(free & (splits == split))[0]
        if free[i] and len(others) >= GROUP:
            nearest = others[np.argsort(-overlap[i, others], kind="stable")]
            chosen = [i, *[int(j) for j in nearest if j != i][: GROUP - 1]]
            free[chosen] = False
            groups[split].append(tuple(pool[shapes.names[j]] for j in chosen))
    return groups


def draw_emblems(rng: np.random.Generator, group: str) -> tuple[Mark, ...]:
    """Draw a group of emblems of alike but not the same shape."""
    emblem = draw_emblem(rng)
    marks = [emblem.mark(f"{group}-0")]
    shapes = Silhouettes.of(marks)
    for _ in range(_ATTEMPTS):
        other = alike(emblem, rng).mark(f"{group}-{len(marks)}")
        if Silhouettes.of([other]).overlap(shapes).max() <= _SAME_SHAPE:
            marks.append(other)
            shapes = Silhouettes.of(marks)
        if len(marks) == GROUP:
            break
    return tuple(marks)


def picture_logos(
    rng: np.random.Generator,
    group: str,
    marks: Sequence[Mark],
    *,
    category: str,
    split: str,
    scenery: Scenery,
) -> Iterator[tuple[PictureInfo, Image.Image]]:
    """Picture each logo of a group."""
    shared = marks[0].colour
    for rank, mark in enumerate(marks):
        # In the same colour half of the time, so that colour does not tell them apart; several
        # colours belong to the mark.
        alike = rng.random() < 0.5 and not (isinstance(mark, PaintedMark) and mark.several)
        shown = replace(mark, colour=shared) if alike else mark
        pictures = [("flat", _registered(shown)), ("flat", _edited(rng, shown))]
        pictures += [("photo", _sold(rng, shown, scenery)) for _ in range(PICTURES - 2)]
        for number, (style, picture) in enumerate(pictures):
            info = PictureInfo(group, f"{group}-{rank}", number, category, "logo", style, split)
            yield info, picture


def _registered(mark: Mark) -> Image.Image:
    return mark_views(mark, reversed_too=False)["on_white"]


def _edited(rng: np.random.Generator, mark: Mark) -> Image.Image:
    """Draw a logo flat as others show it: reversed, in another ink, in outline, edited."""
    kind = rng.random()
    if kind < 0.25:
        return mark_views(mark, reversed_too=True)["reversed"]
    inked = replace(mark, colour=_INKS[int(rng.integers(len(_INKS)))])
    if kind < 0.4:
        return _registered(WorkedMark.of(inked, "outlined", int(rng.integers(2**31))))
    view = _registered(inked if kind < 0.7 else mark)
    edit = _FLAT_EDITS[int(rng.integers(len(_FLAT_EDITS)))]
    strength = (Strength.WEAK, Strength.MEDIUM)[int(rng.integers(2))]
    try:
        return apply(edit, view, strength, rng).image
    except NotApplicableError:
        return view


def _sold(rng: np.random.Generator, mark: Mark, scenery: Scenery) -> Image.Image:
    """Show a logo on goods, on a product or printed over a photograph."""
    look = str(rng.choice(list(LOOKS), p=_LOOK_SHARES))
    level = LEVELS[int(rng.choice(len(LEVELS), p=_LEVEL_SHARES))]
    place = rng.choice(_PLACES, p=_PLACE_SHARES)
    if place == "photograph" and look in _FAINT:
        look = "printed"
    worked = WorkedMark.of(mark, look, int(rng.integers(2**31)))
    if place == "goods":
        scene = scenery.goods(rng, worked, level)
    elif place == "photograph":
        scene = scenery.mark_on_photograph(rng, worked, level)
    else:
        carriers = [name for name, family in FAMILIES.items() if family.printable]
        family = carriers[int(rng.integers(len(carriers)))]
        carrier = draw_design(rng, family=family, split=_SPLIT)
        scene = scenery.product(rng, carrier, level, worked)
    return framed(rng, scene.photo, scene.mark or _all_of(scene.photo), _SHARE)


def _all_of(picture: Image.Image) -> tuple[tuple[float, float], ...]:
    return ((0.0, 0.0), (float(picture.width), float(picture.height)))

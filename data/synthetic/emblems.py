"""Emblems that nobody owns: letters and geometric shapes, drawn as marks of brands are.

An emblem is a frame, a motif and continuous measures; another value of one of them is another
emblem of alike shape. Letters have the outlines of the fonts that matplotlib carries.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from data.synthetic.extra import load
from data.synthetic.marks import Mark
from data.synthetic.outlines import FRAMES, MOTIFS, Outline, turned
from data.synthetic.shading import Colour

_SIDE = 24.0
_COLOURS: tuple[Colour, ...] = (
    (24, 24, 28), (200, 30, 40), (226, 90, 34), (240, 176, 36), (60, 140, 66), (20, 104, 96),
    (34, 116, 190), (30, 46, 110), (104, 54, 140), (208, 60, 120), (120, 82, 52), (96, 104, 112),
)  # fmt: skip
_FONTS = (
    "DejaVuSans-Bold", "DejaVuSerif-Bold", "DejaVuSansMono-Bold", "STIXGeneralBol", "DejaVuSans",
    "cmr10", "cmss10",
)  # fmt: skip
_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_CONSONANTS, _VOWELS = "BDFGKLMNPRSTVXZ", "AEIOU"
_REPEATING = frozenset({"star", "petals", "flower", "bars", "whirl", "dots"})
_TAPERING = frozenset({"diamond", "oval", "shield"})
_WITH_LETTERS = 0.35
_BARE = 0.3
_LEAST_CHANGE, _GREATEST_CHANGE = 0.25, 0.5


@dataclass(frozen=True, slots=True)
class Emblem:
    """One emblem.

    Attributes:
        frame: What is around: one of `FRAMES`.
        motif: What is inside: one of `MOTIFS`, or ``letters``.
        inverted: Whether the motif is cut out of the filled frame.
        letters: One to three or a made-up word, for the motif ``letters``; otherwise none.
        font: Which font they have.
        repeat: How many of whatever the motif repeats.
        measures: Width of the frame, size, turn, and two measures of the motif; each 0 to 1.
        colour: Of all.
        second: Colour of the motif, where it differs.
    """

    frame: str
    motif: str
    inverted: bool
    letters: str
    font: int
    repeat: int
    measures: tuple[float, ...]
    colour: Colour
    second: Colour | None

    def mark(self, name: str) -> Mark:
        """Draw the emblem.

        Args:
            name: What the mark is to be called.

        Raises:
            data.synthetic.extra.MissingExtraError: matplotlib, for letters, is not installed.
        """
        wide, size, turn, a, b = self.measures
        shape = FRAMES[self.frame]
        room = 1.0 if shape is None else 0.72 if self.inverted else 0.78 - 0.24 * wide
        if self.frame in _TAPERING:
            room *= 0.8
        room *= 0.82 + 0.18 * size
        if self.letters:
            motif = _letters(self.letters, self.font, slant=max(a - 0.6, 0.0))
        else:
            drawn = MOTIFS[self.motif](self.repeat, a, b)
            reach = max(1.0, *(float(np.linalg.norm(part, axis=1).max()) for part in drawn))
            motif = [turned(part / reach, (turn - 0.5) * 0.9) for part in drawn]
        motif = [part * room for part in motif]
        paths: list[tuple[list[Outline], Colour]] = []
        if shape is None:
            paths.append((motif, self.colour))
        elif self.inverted:
            paths.append(([shape(), *motif], self.colour))
        else:
            inner = 0.93 - 0.2 * wide
            paths.append(([shape(), shape() * inner], self.colour))
            paths.append((motif, self.second or self.colour))
        body = "".join(
            f'<path fill-rule="evenodd"{_fill(colour, self.colour)} d="{_path(outlines)}"/>'
            for outlines, colour in paths
        )
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIDE:g} {_SIDE:g}">{body}'
            "</svg>"
        )
        return Mark(name, self.letters or self.motif.capitalize(), name, self.colour, svg)


def draw_emblem(rng: np.random.Generator) -> Emblem:
    """Draw an emblem at random."""
    motif = "letters" if rng.random() < _WITH_LETTERS else str(rng.choice(list(MOTIFS)))
    frame = "none" if rng.random() < _BARE else str(rng.choice(list(FRAMES)))
    first, second = (_COLOURS[i] for i in rng.permutation(len(_COLOURS))[:2])
    return Emblem(
        frame=frame,
        motif=motif,
        inverted=bool(rng.random() < 0.4),
        letters=_spelt(rng) if motif == "letters" else "",
        font=int(rng.integers(len(_FONTS))),
        repeat=int(rng.integers(3, 9)),
        measures=tuple(rng.random(5).tolist()),
        colour=first,
        second=second if rng.random() < 0.35 else None,
    )


def alike(emblem: Emblem, rng: np.random.Generator) -> Emblem:
    """Return another emblem that a person could take for this one: one thing differs.

    Never the font alone, nor what is filled: that would be the same emblem in another rendering.
    """
    changed = emblem
    # Some changes have no effect on some emblems, such as the count on letters.
    while changed == emblem:
        kind = rng.choice(("frame", "content", "measures"), p=(0.25, 0.4, 0.35))
        if kind == "frame":
            changed = replace(emblem, frame=str(rng.choice(list(FRAMES))))
        elif kind == "content" and emblem.letters:
            changed = replace(emblem, letters=_misspelt(emblem.letters, rng))
        elif kind == "content" and emblem.motif in _REPEATING:
            step = 1 if emblem.repeat == 3 or (emblem.repeat < 8 and rng.random() < 0.5) else -1
            changed = replace(emblem, repeat=emblem.repeat + step)
        elif kind == "measures" and not emblem.letters:
            changed = replace(emblem, measures=_moved(emblem.measures, rng))
    return changed


def _spelt(rng: np.random.Generator) -> str:
    """Return initials, or a word that can be said."""
    if rng.random() < 0.6:
        return "".join(rng.choice(list(_LETTERS), int(rng.integers(1, 4))))
    length = int(rng.integers(4, 8))
    word = [str(rng.choice(list((_CONSONANTS, _VOWELS)[i % 2]))) for i in range(length)]
    return "".join(word) if rng.random() < 0.6 else "".join(word).capitalize()


def _misspelt(text: str, rng: np.random.Generator) -> str:
    """Change a letter."""
    place = int(rng.integers(len(text)))
    new = str(rng.choice(list(_LETTERS)))
    return text[:place] + (new.lower() if text[place].islower() else new) + text[place + 1 :]


def _moved(measures: tuple[float, ...], rng: np.random.Generator) -> tuple[float, ...]:
    """Move the motif's own measures by so much that it can be seen."""
    moved = np.array(measures)
    steps = rng.uniform(_LEAST_CHANGE, _GREATEST_CHANGE, 2) * rng.choice((-1, 1), 2)
    moved[3:] += steps
    outside = (moved[3:] < 0) | (moved[3:] > 1)
    moved[3:][outside] -= 2 * steps[outside]
    return tuple(np.clip(moved, 0, 1).tolist())


def _fill(colour: Colour, main: Colour) -> str:
    """Return a fill of its own for what must keep its colour when the emblem is recoloured."""
    return "" if colour == main else " fill='#{:02x}{:02x}{:02x}'".format(*colour)


def _path(outlines: list[Outline]) -> str:
    half = _SIDE / 2
    drawn = []
    for outline in outlines:
        corners = " ".join(f"{x:.3f} {y:.3f}" for x, y in half + (half - 0.3) * outline)
        drawn.append(f"M{corners}Z")
    return "".join(drawn)


def _letters(text: str, font: int, slant: float) -> list[Outline]:
    """Return the outlines of a text whose box has its corners on the unit circle."""
    # By file: a font of the same name that is installed here may have other outlines.
    file = Path(load("matplotlib").get_data_path(), "fonts", "ttf", f"{_FONTS[font]}.ttf")
    properties = load("matplotlib.font_manager").FontProperties(fname=file)
    path = load("matplotlib.textpath").TextPath((0, 0), text, size=10, prop=properties)
    outlines = [np.asarray(part) for part in path.to_polygons() if len(part) > 2]
    every = np.concatenate(outlines)
    low, high = every.min(axis=0), every.max(axis=0)
    half = float(np.linalg.norm(high - low)) / 2
    lean = np.array([[1.0, 0.0], [slant, 1.0]])
    return [((outline - (low + high) / 2) / half) @ lean * (1, -1) for outline in outlines]

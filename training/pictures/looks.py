"""How a logo is put on goods: printed, worn off, embossed, embroidered, in foil, in outline."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from data.synthetic.marks import Mark
from data.synthetic.shading import Colour
from data.synthetic.textures import noise

Look = Callable[[Image.Image, np.random.Generator], Image.Image]
"""Works an RGBA logo into one of the same or a slightly larger size."""


@dataclass(frozen=True, slots=True)
class WorkedMark(Mark):
    """A mark that is drawn in one of the `LOOKS`, always the same."""

    plain: Mark
    look: str
    seed: int

    @classmethod
    def of(cls, mark: Mark, look: str, seed: int) -> "WorkedMark":
        """Give a mark a look."""
        return cls(mark.name, mark.title, mark.brand, mark.colour, mark.svg, mark, look, seed)

    def render(self, size: int, colour: Colour | None = None) -> Image.Image:
        """Draw the mark as it draws itself, and work it."""
        drawn = self.plain.render(size, colour or self.colour)
        return LOOKS[self.look](drawn, np.random.default_rng(self.seed))


def _printed(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    del rng
    return logo


def _worn(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Take specks and patches of the ink off."""
    cell = max(max(logo.size) // 8, 4)
    cloud = noise(rng, logo.size, (cell, cell), octaves=5)
    kept = np.clip(3 * (cloud + float(rng.uniform(0.6, 1.3))), 0, 1)
    return _with_alpha(logo, _alpha(logo) * kept)


def _embossed(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Leave what the light shows of a logo pressed into the ground, and a hint of its colour."""
    deep = float(rng.uniform(0.008, 0.016)) * max(logo.size) + 1
    pad = round(3 * deep)
    larger = Image.new("L", (logo.width + 2 * pad, logo.height + 2 * pad))
    larger.paste(logo.getchannel("A"), (pad, pad))
    height = np.asarray(larger.filter(ImageFilter.GaussianBlur(deep)), dtype=np.float32) / 255
    side = 1 if rng.random() < 0.5 else -1
    slope = (np.gradient(height, axis=0) + np.gradient(height, axis=1)) * deep * side
    body = np.asarray(larger, dtype=np.float32) / 255 * float(rng.uniform(0.05, 0.3))
    edge = np.clip(1.6 * np.abs(slope), 0, 0.8)
    alpha = edge + (1 - edge) * body
    light = np.where(slope > 0, 255.0, 10.0)[..., None]
    ink = np.asarray(logo, dtype=np.float32)[..., :3]
    colour = np.median(ink.reshape(-1, 3), axis=0)
    share = (edge / np.maximum(alpha, 1e-6))[..., None]
    pixels = np.concatenate([share * light + (1 - share) * colour, 255 * alpha[..., None]], axis=2)
    return Image.fromarray(pixels.astype(np.uint8))


def _embroidered(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Sew it: slanting threads, a raised rim, edges that a needle can follow."""
    pitch = max(0.014 * max(logo.size) * float(rng.uniform(0.8, 1.4)), 2.2)
    y, x = np.mgrid[: logo.height, : logo.width].astype(np.float32)
    along = float(rng.uniform(0.5, 1.2))
    wobble = noise(rng, logo.size, (12, 12)) * np.float32(0.25)
    thread = 0.5 + 0.5 * np.sin((x + along * y) * np.float32(2 * np.pi / pitch) + wobble)
    soft = logo.getchannel("A").filter(ImageFilter.GaussianBlur(pitch))
    height = np.asarray(soft, dtype=np.float32) / 255
    rim = (np.gradient(height, axis=0) + np.gradient(height, axis=1)) * pitch
    shade = 0.68 + 0.34 * thread + 0.5 * rim
    pixels = np.asarray(logo, dtype=np.float32)
    sewn = np.clip((pixels[..., :3] + 14) * shade[..., None], 0, 255)
    ragged = np.clip(4 * (height - 0.42) + 0.3 * (thread - 0.5), 0, 1) * 255
    return Image.fromarray(np.dstack([sewn, ragged]).astype(np.uint8))


def _foil(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Stamp it in metal foil that mirrors light and dark bands."""
    metal = np.array(((232, 196, 112), (206, 208, 214), (214, 150, 118))[int(rng.integers(3))])
    y, x = np.mgrid[: logo.height, : logo.width].astype(np.float32) / max(logo.size)
    phase = float(rng.uniform(0, 6))
    band = np.sin(5 * (x * float(rng.uniform(0.4, 1)) + y) + phase) + 0.4 * np.sin(13 * y + phase)
    shade = np.clip(0.8 + 0.3 * band, 0.3, 1.25)
    pixels = np.clip(metal * shade[..., None], 0, 255)
    return Image.fromarray(np.dstack([pixels, _alpha(logo)]).astype(np.uint8))


def _outlined(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Keep a line along its edge."""
    thick = max(round(0.01 * max(logo.size) * float(rng.uniform(0.8, 1.6))), 1)
    pad = thick + 1
    alpha = Image.new("L", (logo.width + 2 * pad, logo.height + 2 * pad))
    alpha.paste(logo.getchannel("A"), (pad, pad))
    wide, narrow = ImageFilter.MaxFilter(2 * thick + 1), ImageFilter.MinFilter(2 * thick + 1)
    line = ImageChops.subtract(alpha.filter(wide), alpha.filter(narrow))
    larger = Image.new("RGB", alpha.size)
    larger.paste(_ink(logo), (0, 0, *alpha.size))
    larger.putalpha(line)
    return larger


def _bent(logo: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Wrap it around an upright cylinder: narrower towards its sides, and bowed."""
    reach = float(rng.uniform(0.6, 1.25))
    bow = float(rng.uniform(-0.09, 0.09)) * logo.width
    width = round(logo.width * np.sin(reach) / reach)
    deep = abs(round(bow))
    x = np.linspace(-1, 1, width) * np.sin(reach)
    turn = np.arcsin(x)
    columns = (turn / reach * 0.5 + 0.5) * (logo.width - 1)
    sag = (1 - np.cos(turn)) / (1 - np.cos(reach)) * bow
    rows = np.arange(logo.height + deep)[:, None] - (sag - min(bow, 0.0))[None, :]
    pixels = np.asarray(logo)
    inside = (rows >= 0) & (rows <= logo.height - 1)
    picked = pixels[
        np.clip(np.rint(rows), 0, logo.height - 1).astype(np.intp),
        np.broadcast_to(np.rint(columns).astype(np.intp), rows.shape),
    ].astype(np.float32)
    picked[..., :3] *= (0.55 + 0.45 * np.cos(turn))[None, :, None]
    picked[..., 3] *= inside
    return Image.fromarray(picked.astype(np.uint8))


LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "printed": _printed,
        "worn": _worn,
        "embossed": _embossed,
        "embroidered": _embroidered,
        "foil": _foil,
        "outlined": _outlined,
        "bent": _bent,
    }
)
"""Every look by its name."""


def _alpha(logo: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.asarray(logo.getchannel("A"), dtype=np.float32)


def _with_alpha(
    logo: Image.Image, alpha: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
) -> Image.Image:
    result = logo.copy()
    result.putalpha(Image.fromarray(alpha.astype(np.uint8)))
    return result


def _ink(logo: Image.Image) -> Colour:
    """Return the colour of most of the logo."""
    pixels = np.asarray(logo)
    solid = pixels[pixels[..., 3] > 200][:, :3]
    red, green, blue = np.median(solid, axis=0).astype(int).tolist() if len(solid) else (0, 0, 0)
    return (red, green, blue)

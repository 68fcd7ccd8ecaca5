"""Photographs and filed drawings of models by VTK."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from data.synthetic.camera import Camera
from data.synthetic.designs import draw_design, render
from data.synthetic.drawing import LineStyle, Tone
from data.synthetic.mesh import Mesh, lathe, rounded_box, tube
from data.synthetic.renderer import Renderer
from data.synthetic.shading import Light, Material
from data.synthetic.studio import Model, Part

_CAMERA = Camera(azimuth=24, elevation=18, roll=7)
_BOX = Part(rounded_box((6, 4, 8), 0.05), Material((180, 40, 40), 0.3))


@pytest.fixture(scope="module")
def renderer(opengl: None) -> Iterator[Renderer]:  # noqa: ARG001
    with Renderer() as opened:
        yield opened


def _alpha(picture: Image.Image) -> NDArray[np.bool_]:
    return np.asarray(picture.getchannel("A")) > 127


def _darkness(drawing: Image.Image) -> NDArray[np.float64]:
    return 1 - np.asarray(drawing, dtype=np.float64) / 255


def _middle(picture: Image.Image) -> NDArray[np.float64]:
    """Return the mean colour around the middle."""
    x, y = picture.width // 2, picture.height // 2
    patch = picture.convert("RGB").crop((x - 6, y - 6, x + 6, y + 6))
    mean: NDArray[np.float64] = np.asarray(patch, dtype=np.float64).mean(axis=(0, 1))
    return mean


@pytest.mark.parametrize("family", ["kettle", "speaker"])
def test_both_renderers_see_the_same_silhouette(renderer: Renderer, family: str) -> None:
    design = draw_design(np.random.default_rng(3), family=family, split="demo")
    plain = _alpha(render(design, camera=_CAMERA, light=Light(), size=200).image)
    quick = _alpha(renderer.photograph(design.model(), camera=_CAMERA, light=Light(), size=200))
    assert quick.shape == pytest.approx(plain.shape, abs=1)
    assert 200 <= max(quick.shape) <= 201
    height, width = np.minimum(quick.shape, plain.shape)
    plain, quick = plain[:height, :width], quick[:height, :width]
    assert (plain & quick).sum() / (plain | quick).sum() > 0.97


@pytest.mark.parametrize("mesh", [_BOX.mesh, lathe([(3, 0), (3, 8)])], ids=["box", "lathe"])
def test_shows_the_material(renderer: Renderer, mesh: Mesh) -> None:
    colours = [
        _middle(
            renderer.photograph(
                (Part(mesh, Material(colour, 0.1)),), camera=Camera(), light=Light(), size=96
            )
        )
        for colour in ((200, 50, 50), (50, 50, 200), (20, 20, 20))
    ]
    red, blue, dark = colours
    assert red[0] > 2 * red[2]
    assert blue[2] > 2 * blue[0]
    assert dark.max() < 0.5 * red[0]


def test_shows_texture_upright(renderer: Renderer) -> None:
    halves = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    halves.paste((0, 90, 220, 255), (0, 0, 64, 32))
    wall = Material((220, 90, 0), 0.1, texture=halves)
    shot = renderer.photograph(
        (Part(lathe([(3, 0), (3, 8)]), wall),), camera=Camera(), light=Light(), size=96
    )
    pixels = np.asarray(shot.convert("RGB"), dtype=np.int64)
    top, bottom = pixels[24, shot.width // 2], pixels[72, shot.width // 2]
    assert top[2] > 2 * top[0]
    assert bottom[0] > 2 * bottom[2]


def test_follows_the_light(renderer: Renderer) -> None:
    ball = (Part(lathe([(3 * np.sin(a), -3 * np.cos(a)) for a in np.linspace(0, np.pi, 24)]),
                 Material((160, 160, 160), 0.1)),)  # fmt: skip
    plain, left, warm, bright = (
        np.asarray(
            renderer.photograph(ball, camera=Camera(), light=light, size=96).convert("RGB"),
            dtype=np.float64,
        )
        for light in (
            Light(azimuth=0),
            Light(azimuth=-75),
            Light(azimuth=0, warmth=1),
            Light(azimuth=0, fill=0.8),
        )
    )
    assert left[48, 20:40].mean() > left[48, 56:76].mean() + 20
    assert (warm[48, 48] - plain[48, 48])[0] > 0 > (warm[48, 48] - plain[48, 48])[2]
    assert bright[70, 48].mean() > plain[70, 48].mean() + 10


def test_a_roof_casts_a_shadow_on_the_wall_below(renderer: Renderer) -> None:
    wall = Part(rounded_box((10, 1, 10), 0.1), Material((200, 200, 200), 0.1))
    roof = Part(rounded_box((10, 8, 1), 0.1).moved((0, -4, 5.5)), wall.material)
    light = Light(azimuth=0, elevation=55)
    open_wall, shaded = (
        renderer.photograph(model, camera=Camera(elevation=0), light=light, size=96)
        for model in ((wall,), (wall, roof))
    )
    assert _middle(shaded).mean() < _middle(open_wall).mean() - 25


def test_pictures_do_not_depend_on_what_was_shown_before(renderer: Renderer) -> None:
    design = draw_design(np.random.default_rng(5), family="mug", split="demo").model()

    def both() -> list[bytes]:
        shot = renderer.photograph(design, camera=_CAMERA, light=Light(), size=80)
        return [
            shot.tobytes(),
            renderer.draw(design, camera=_CAMERA, size=80, style=LineStyle()).tobytes(),
        ]

    first = both()
    renderer.photograph((_BOX,), camera=Camera(), light=Light(warmth=1, key=0.2), size=120)
    renderer.draw((_BOX,), camera=Camera(), size=60, style=LineStyle(tone="stipple"))
    assert both() == first


def test_draws_the_edges_of_a_box_and_nothing_else(renderer: Renderer) -> None:
    drawing = _darkness(renderer.draw((_BOX,), camera=Camera(35, 25), size=160, style=LineStyle()))
    rows, columns = np.nonzero(drawing > 0.5)
    assert max(np.ptp(rows), np.ptp(columns)) == pytest.approx(160, abs=3)
    assert drawing[:2].max() == drawing[:, :2].max() == 0
    # A row through the middle crosses the two sides and the upright edge between them.
    crossings = np.diff((drawing[drawing.shape[0] // 2] > 0.4).astype(int))
    assert (crossings == 1).sum() == 3
    # Of the twelve edges the three at the hidden corner are missing: white paper between lines.
    assert 0.02 < drawing.mean() < 0.1


def test_hides_what_is_behind(renderer: Renderer) -> None:
    behind = Part(tube([(-1, 20, -1), (1, 20, 1)], 0.4), _BOX.material)
    front = Camera(elevation=0)
    alone, both = (
        renderer.draw(model, camera=front, size=120, style=LineStyle())
        for model in ((_BOX,), (_BOX, behind))
    )
    assert np.count_nonzero(_darkness(both)[10:-10, 10:-10] > 0.3) == 0
    assert np.count_nonzero(_darkness(alone)[10:-10, 10:-10] > 0.3) == 0


def test_draws_where_parts_meet(renderer: Renderer) -> None:
    halves: Model = tuple(Part(lathe([(3, z), (3, z + 4)]), _BOX.material) for z in (0, 4))
    drawing = renderer.draw(halves, camera=Camera(elevation=0), size=120, style=LineStyle())
    assert _darkness(drawing)[55:70, drawing.width // 2].max() > 0.5


def test_draws_what_is_printed(renderer: Renderer) -> None:
    stripe = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    stripe.paste((0, 0, 0, 255), (0, 26, 64, 38))
    wall = Part(lathe([(3, 0), (3, 8)]), Material((230, 230, 230), texture=stripe))
    drawing = renderer.draw((wall,), camera=Camera(elevation=0), size=120, style=LineStyle())
    column = _darkness(drawing)[8:-8, drawing.width // 2] > 0.4
    assert (np.diff(column.astype(int)) == 1).sum() == 2


def test_pen_sets_the_width_of_lines(renderer: Renderer) -> None:
    widths = []
    for pen in (1.0, 3.0):
        drawing = renderer.draw(
            (_BOX,), camera=Camera(elevation=0), size=160, style=LineStyle(pen=pen)
        )
        widths.append(_darkness(drawing)[drawing.height // 2, : drawing.width // 2].sum())
    assert widths == pytest.approx([1.0, 3.0], abs=0.5)


def test_disclaimed_parts_are_dashed_and_the_others_are_not(renderer: Renderer) -> None:
    other = Part(_BOX.mesh.moved((10, 0, 0)), _BOX.material)
    drawing = _darkness(
        renderer.draw(
            (_BOX, other),
            camera=Camera(elevation=0),
            size=240,
            style=LineStyle(disclaimed=frozenset({1})),
        )
    )
    claimed, disclaimed = (
        (drawing[:, columns].max(axis=1) > 0.5)[4:-4]
        for columns in (slice(0, 20), slice(drawing.shape[1] - 20, None))
    )
    assert claimed.mean() > 0.97
    assert 0.4 < disclaimed.mean() < 0.8
    assert (np.diff(disclaimed.astype(int)) == 1).sum() >= 5


@pytest.mark.parametrize("tone", ["hatch", "stipple"])
def test_tone_darkens_the_side_away_from_the_light(renderer: Renderer, tone: Tone) -> None:
    drum = (Part(lathe([(3, 0), (3, 8)]), _BOX.material),)
    style = LineStyle(pen=1.2, tone=tone)
    drawing = _darkness(renderer.draw(drum, camera=Camera(elevation=0), size=160, style=style))
    inner = drawing[10:-10, 10:-10]
    third = inner.shape[1] // 3
    assert inner[:, :third].mean() < 0.02
    assert inner[:, -third:].mean() > 0.06


def test_two_hundred_pictures_leave_memory_as_it_was(renderer: Renderer) -> None:
    if not Path("/proc/self/statm").exists():
        pytest.skip("needs /proc to see the memory of this process")
    label = Material((200, 200, 200), texture=Image.new("RGBA", (384, 384), (0, 90, 220, 255)))
    model = (Part(lathe([(3, 0), (3, 8)]), label), _BOX)

    def megabytes_after(rounds: int) -> float:
        for turn in range(rounds):
            camera = Camera(azimuth=turn)
            renderer.photograph(model, camera=camera, light=Light(), size=48)
            renderer.draw(model, camera=camera, size=48, style=LineStyle())
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

    before = megabytes_after(10)
    assert megabytes_after(100) < before + 12


def test_refuses_more_parts_than_it_can_tell_apart(renderer: Renderer) -> None:
    with pytest.raises(ValueError, match="256 parts"):
        renderer.draw((_BOX,) * 256, camera=Camera(), size=64, style=LineStyle())

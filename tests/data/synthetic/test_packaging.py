"""Packages: every form carries its print, and other flavours of a brand can be told apart."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from data.synthetic.camera import Camera
from data.synthetic.package_forms import FORMS
from data.synthetic.packaging import Package, draw_package, promoted, siblings
from data.synthetic.photographs import photographs
from data.synthetic.renderer import Renderer
from data.synthetic.shading import Light

_BOXES = frozenset({"carton", "pouch"})


@pytest.fixture(scope="module")
def shown() -> list[Image.Image]:
    return list(photographs().values())


@pytest.fixture(scope="module")
def renderer(opengl: None) -> Iterator[Renderer]:
    del opengl
    with Renderer() as opened:
        yield opened


def front(package: Package, shown: list[Image.Image]) -> NDArray[np.float64]:
    return np.asarray(package.art.front((96, 128), shown), dtype=float)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_made_out_in_a_photograph(
    form: str, shown: list[Image.Image], renderer: Renderer
) -> None:
    model = draw_package(np.random.default_rng(3), form).model(shown)
    shot = renderer.photograph(model, camera=Camera(), light=Light(), size=128)
    pixels = np.asarray(shot)
    inside = pixels[..., 3] > 200
    assert max(shot.size) == 128
    assert inside.mean() > 0.3
    # Print has edges; a bare form has hardly any.
    grey = pixels[..., :3].mean(axis=2)
    assert (np.abs(np.diff(grey, axis=1))[inside[:, 1:]] > 25).mean() > 0.03


@pytest.mark.parametrize("form", sorted(_BOXES))
def test_the_packshot_shows_the_print_upright(
    form: str, shown: list[Image.Image], renderer: Renderer
) -> None:
    package = draw_package(np.random.default_rng(8), form)
    model = package.model(shown)
    shot = renderer.photograph(model, camera=Camera(elevation=0), light=Light(), size=160)
    grey = np.asarray(shot.convert("L"), dtype=float)
    print_ = package.art.front(shot.size, shown).convert("L")
    alike = np.corrcoef(grey.ravel(), np.asarray(print_, dtype=float).ravel())[0, 1]
    mirrored = np.corrcoef(grey[:, ::-1].ravel(), np.asarray(print_, dtype=float).ravel())[0, 1]
    assert alike > 0.6
    assert alike > mirrored + 0.1


@pytest.mark.parametrize("seed", range(6))
def test_siblings_share_brand_and_layout_and_look_different(
    seed: int, shown: list[Image.Image]
) -> None:
    rng = np.random.default_rng(seed)
    first = draw_package(rng, "carton")
    group = (first, *siblings(first, rng, 3))
    arts = [package.art for package in group]
    assert len({(a.brand, a.brand_style, a.layout, a.ground, a.faces, a.seed) for a in arts}) == 1
    assert len({(p.form, p.measures) for p in group}) == 1
    fronts = [front(package, shown) for package in group]
    for i, one in enumerate(fronts):
        for other in fronts[:i]:
            assert (np.abs(one - other).max(axis=2) > 40).mean() > 0.03


def test_the_same_seed_makes_the_same_print(shown: list[Image.Image]) -> None:
    one, other = (draw_package(np.random.default_rng(5), "can") for _ in range(2))
    assert one == other
    assert (front(one, shown) == front(other, shown)).all()


def test_a_promotion_leaves_most_of_the_print_as_it_is(shown: list[Image.Image]) -> None:
    package = draw_package(np.random.default_rng(4), "carton")
    changed = promoted(package, np.random.default_rng(1))
    apart = np.abs(front(package, shown) - front(changed, shown)).max(axis=2) > 20
    assert 0.01 < apart.mean() < 0.25

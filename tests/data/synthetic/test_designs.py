"""Designs: what counts as a copy, what as different, and that all of them can be drawn."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from data.synthetic.camera import Camera
from data.synthetic.designs import (
    COPY_DISTANCE,
    DIFFERENT_DISTANCE,
    FAMILIES,
    SPLITS,
    Design,
    different,
    distance,
    draw_design,
    near_copy,
    render,
)
from data.synthetic.shading import Light


@pytest.fixture(params=FAMILIES)
def design(request: pytest.FixtureRequest) -> Design:
    return draw_design(np.random.default_rng(5), family=request.param, split="demo")


def test_near_copies_are_near_and_different_designs_are_not(design: Design) -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        copy, other = near_copy(design, rng), different(design, rng)
        assert distance(design, copy) <= COPY_DISTANCE
        assert distance(design, other) >= DIFFERENT_DISTANCE
        assert distance(copy, other) > COPY_DISTANCE
        assert copy.split == other.split == design.split


def test_recolouring_does_not_make_another_design(design: Design) -> None:
    rng = np.random.default_rng(1)
    copies = [near_copy(design, rng) for _ in range(20)]
    assert any(copy.palette != design.palette for copy in copies)
    assert any(copy.palette == design.palette for copy in copies)
    recoloured = replace(design, palette=next(c.palette for c in copies))
    assert distance(design, recoloured) == 0


def test_designs_of_both_splits_never_share_all_traits(design: Design) -> None:
    rng = np.random.default_rng(2)
    drawn = {
        split: {draw_design(rng, family=design.family, split=split).traits for _ in range(60)}
        for split in SPLITS
    }
    assert not drawn["demo"] & drawn["calibration"]


def test_a_crowded_family_is_refused_with_what_to_do() -> None:
    rng = np.random.default_rng(0)

    def fill(taken: list[Design]) -> None:
        while True:
            taken.append(draw_design(rng, family="lamp", split="demo", apart_from=taken))

    lamps: list[Design] = []
    with pytest.raises(ValueError, match="ask for fewer designs"):
        fill(lamps)
    assert len(lamps) > 10


@pytest.mark.parametrize("family", FAMILIES)
def test_every_form_of_every_trait_is_built_and_changes_the_picture(family: str) -> None:
    base = draw_design(np.random.default_rng(3), family=family, split="demo")
    for position, forms in enumerate(FAMILIES[family].traits.values()):
        shown = set()
        for form in forms:
            traits = (*base.traits[:position], form, *base.traits[position + 1 :])
            shot = render(
                replace(base, traits=traits), camera=Camera(20, 15), light=Light(), size=72
            )
            assert max(shot.image.size) in (72, 73)
            shown.add(shot.image.tobytes())
        assert len(shown) == len(forms)


def test_outline_encloses_the_product(design: Design) -> None:
    shot = render(design, camera=Camera(-25, 12), light=Light(), size=150)
    opaque = np.argwhere(np.asarray(shot.image.getchannel("A")) > 128)[:, ::-1] + 0.5
    assert len(shot.outline) > 6
    for angle in np.linspace(0, 2 * np.pi, 24, endpoint=False):
        towards = np.array([np.cos(angle), np.sin(angle)])
        assert (opaque @ towards).max() <= (np.array(shot.outline) @ towards).max() + 1e-6


def test_printed_mark_is_where_its_region_says() -> None:
    design = draw_design(np.random.default_rng(4), family="mug", split="demo")
    plain, marked = (
        render(design, camera=Camera(10, 12), light=Light(), size=220, mark=mark)
        for mark in (
            Image.new("RGBA", (60, 60), (0, 0, 0, 0)),
            Image.new("RGBA", (60, 60), (255, 0, 255, 255)),
        )
    )
    changed = np.argwhere(np.any(np.asarray(plain.image) != np.asarray(marked.image), axis=2))
    assert marked.region is not None
    region = np.array(marked.region)
    assert changed[:, 1].min() == pytest.approx(region[:, 0].min(), abs=3)
    assert changed[:, 1].max() == pytest.approx(region[:, 0].max(), abs=3)
    assert changed[:, 0].min() == pytest.approx(region[:, 1].min(), abs=3)
    assert changed[:, 0].max() == pytest.approx(region[:, 1].max(), abs=3)


def test_light_from_the_left_brightens_the_left(design: Design) -> None:
    grey = replace(
        design,
        palette=replace(
            design.palette, body=(150,) * 3, accent=(150,) * 3, trim=(150,) * 3, finish="matte"
        ),
    )
    left, right = (
        np.asarray(
            render(grey, camera=Camera(0, 10), light=Light(azimuth=a), size=120).image.convert("L"),
            dtype=float,
        )
        for a in (-80, 80)
    )
    middle = left.shape[1] // 2
    gain = left - right
    assert gain[:, :middle].sum() > gain[:, middle:].sum()

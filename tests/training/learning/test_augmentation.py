"""Variations of a batch, on the device that trains."""

import pytest
import torch

from training.learning.augmentation import augment, mixed
from training.learning.configuration import Augmentation

_NONE = dict.fromkeys(Augmentation.model_fields, 0.0) | {"crop": 1.0}
_SIDE = 32


def _wanted(**amounts: float) -> Augmentation:
    return Augmentation.model_validate(_NONE | amounts)


@pytest.fixture
def stored() -> torch.Tensor:
    """Pictures that change slowly from place to place, so that resampling tells little."""
    coarse = torch.rand(16, 3, 4, 4, generator=torch.Generator().manual_seed(0))
    fine = torch.nn.functional.interpolate(coarse, _SIDE, mode="bilinear")
    return (fine * 255).to(torch.uint8)


def _augment(stored: torch.Tensor, step: int = 0, **amounts: float) -> torch.Tensor:
    return augment(stored, _wanted(**amounts), side=_SIDE, seed=3, step=step)[0]


def test_nothing_wanted_changes_nothing(stored: torch.Tensor) -> None:
    plain = stored.float() * (2 / 255) - 1
    torch.testing.assert_close(_augment(stored), plain, atol=1e-4, rtol=0)


def test_a_step_is_always_varied_alike(stored: torch.Tensor) -> None:
    wanted = Augmentation()
    one, same, other = (
        augment(stored, wanted, side=_SIDE, seed=3, step=step)[0] for step in (5, 5, 6)
    )
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert one.abs().max() <= 1


def test_mirrored_pictures_are_mirror_images(stored: torch.Tensor) -> None:
    plain = stored.float() * (2 / 255) - 1
    torch.testing.assert_close(_augment(stored, mirror=1), plain.flip(-1), atol=1e-4, rtol=0)


def test_grey_pictures_have_no_colours(stored: torch.Tensor) -> None:
    red, green, blue = _augment(stored, grey=1).unbind(1)
    torch.testing.assert_close(red, green)
    torch.testing.assert_close(green, blue)


def test_a_hue_rotation_leaves_greys_alone(stored: torch.Tensor) -> None:
    grey = stored[:, :1].expand(-1, 3, -1, -1)
    torch.testing.assert_close(_augment(grey, hue=180), _augment(grey), atol=1e-4, rtol=0)
    assert (_augment(stored, hue=180) - _augment(stored)).abs().max() > 0.2


def test_a_crop_shows_part_of_the_picture_without_distortion() -> None:
    x = torch.arange(64).expand(64, 64)
    ramp = torch.stack([x * 4, x.T * 4, x * 0]).to(torch.uint8).expand(8, 3, 64, 64)
    across, down, _ = _augment(ramp, crop=0.25).unbind(1)
    steps = across[:, 16].diff(dim=1).mean(1), down[:, :, 16].diff(dim=1).mean(1)
    torch.testing.assert_close(*steps, atol=2e-3, rtol=0)
    whole = 4 * 2 * 2 / 255
    assert ((steps[0] > 0.45 * whole) & (steps[0] < 1.02 * whole)).all()


def test_blur_takes_detail_and_noise_adds_it() -> None:
    rng = torch.Generator().manual_seed(1)
    stored = torch.randint(0, 255, (16, 3, _SIDE, _SIDE), generator=rng, dtype=torch.uint8)
    detail, blurred = (picture.diff(dim=-1).std((1, 2, 3)) for picture in (
        _augment(stored), _augment(stored, blur=2.0)
    ))  # fmt: skip
    assert (blurred <= detail + 1e-4).all()
    assert 3 <= (blurred < 0.8 * detail).sum() <= 13
    flat = torch.full_like(stored, 128)
    assert _augment(flat, noise=0.1).std((1, 2, 3)).max() > 0.05


def test_something_plain_covers_part_of_a_picture(stored: torch.Tensor) -> None:
    changed = (_augment(stored, erase=1) - _augment(stored)).abs().amax(1) > 1e-3
    share = changed.float().mean((1, 2))
    assert ((share > 0.005) & (share < 0.2)).all()


def test_a_mixed_picture_shows_both() -> None:
    shades = torch.linspace(0, 1, 40)[:, None, None, None].expand(-1, 3, _SIDE, _SIDE)
    result, partners = mixed(shades, _wanted(mix=0.5), torch.Generator().manual_seed(0))
    touched = partners != torch.arange(40)
    assert 8 < touched.sum() < 32
    assert torch.equal(result[~touched], shades[~touched])
    for number in torch.where(touched)[0].tolist():
        own, other = shades[number, 0, 0, 0], shades[partners[number], 0, 0, 0]
        shares = (result[number, 0] - own) / (other - own)
        # Either all of it is between the two, or a frame of the one is in the other.
        if len(shares.round(decimals=2).unique()) == 1:
            assert 0.29 < shares.mean() < 0.71
        else:
            assert set(shares.round(decimals=2).unique().tolist()) <= {0.0, 1.0}
            assert 0.05 < shares.mean() < 0.55

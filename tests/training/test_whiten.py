"""Fitting the whitening that is shipped."""

from pathlib import Path

import numpy as np

from data.synthetic.photographs import photographs
from detector.embedding.builtin import WHITENING
from detector.embedding.whitening import load_whitenings, save_whitenings
from training.scenes import Size
from training.whiten import fit_whitenings, generic_pictures


def test_pictures_are_made_of_views_scenes_and_photographs() -> None:
    size = Size(marks=1, designs=1, listings=1)
    pictures = list(generic_pictures(size))
    windows = 4
    assert len(pictures) >= size.marks + size.designs + windows * (size.listings + 1)
    assert all(picture.mode == "RGB" and min(picture.size) > 0 for picture in pictures)


def test_what_is_fitted_has_the_shape_of_what_is_shipped(tmp_path: Path) -> None:
    fitted = fit_whitenings(list(photographs().values())[:2])
    save_whitenings(tmp_path / "whitening.npz", fitted)
    written = load_whitenings(tmp_path / "whitening.npz")
    shipped = load_whitenings(WHITENING)
    assert written.keys() == shipped.keys()
    for name, whitening in shipped.items():
        assert written[name].projection.shape == whitening.projection.shape
        assert np.isfinite(written[name].projection).all()

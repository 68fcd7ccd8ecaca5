"""Fitting probabilities on generated scenes."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from data.records import Kind
from detector.calibration import Calibration
from detector.regions import SalientRegions
from training.calibrate import Size, fit_calibration


class Colours:
    """Embeds a picture as its mean colours in a coarse grid: weak, but better than chance."""

    name = "colours"
    fingerprint = "colours-3"
    dimension = 28

    def embed(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        small = [image.resize((3, 3), Image.Resampling.BOX) for image in images]
        pixels = np.array([np.asarray(image).ravel() for image in small], dtype=np.float32)
        # The constant keeps a picture of middle grey from having no direction.
        vectors = np.pad(pixels.reshape(-1, 27) - 127.5, ((0, 0), (0, 1)), constant_values=40)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scenes")


@pytest.fixture(scope="module")
def calibration(scenes: Path) -> Calibration:
    size = Size(marks=6, designs=4, listings=60)
    return fit_calibration(Colours(), SalientRegions(2), size=size, scenes=scenes)


def test_being_more_alike_makes_a_match_more_probable(calibration: Calibration) -> None:
    for kind in Kind:
        low, high = (
            calibration.log_odds(np.array([best, 0.3, 0.3, 0.3]), [kind] * 4)[0]
            for best in (0.4, 0.9)
        )
        assert high > low


def test_so_little_evidence_expedites_nothing(calibration: Calibration) -> None:
    assert all(fitted.expedited is None for fitted in calibration.kinds.values())
    thresholds = [fitted.review for fitted in calibration.kinds.values()]
    assert all(review is None or 0 < review <= 1 for review in thresholds)


def test_it_says_what_it_was_fitted_on(calibration: Calibration) -> None:
    assert calibration.model == "colours-3"
    assert calibration.fitted_on["listings"] == 60


def test_scenes_that_are_kept_give_the_same_again(calibration: Calibration, scenes: Path) -> None:
    assert (scenes / "listings.csv").exists()
    size = Size(marks=1, designs=1, listings=1)
    again = fit_calibration(Colours(), SalientRegions(2), size=size, scenes=scenes)
    assert again == calibration

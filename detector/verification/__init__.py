"""Deciding whether a candidate view is really in a photo, where, and what differs."""

from detector.verification.features import FEATURES, features
from detector.verification.photometric import Comparison
from detector.verification.picture import PhotoPicture, ViewPicture
from detector.verification.rivals import worst_preferences
from detector.verification.verifier import Verification, Verifier

__all__ = [
    "FEATURES",
    "Comparison",
    "PhotoPicture",
    "Verification",
    "Verifier",
    "ViewPicture",
    "features",
    "worst_preferences",
]

"""Which registered views a photo has local features in common with.

`flat` defines what is found; `build` makes what finds it fast, and `live` what changes meanwhile.
"""

from index.local_features.build import build
from index.local_features.flat import FlatFeatureIndex
from index.local_features.live import LiveFeatureIndex
from index.local_features.protocol import FeatureIndex, Keypoints, SearchableFeatures, Votes
from index.local_features.segment import Segment

__all__ = [
    "FeatureIndex",
    "FlatFeatureIndex",
    "Keypoints",
    "LiveFeatureIndex",
    "SearchableFeatures",
    "Segment",
    "Votes",
    "build",
]

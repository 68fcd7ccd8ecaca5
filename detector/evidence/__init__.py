"""What a hit rests on: as plain values that are kept, and as pictures drawn from them."""

from detector.evidence.alignment import alignment_evidence
from detector.evidence.heat_map import heat_map
from detector.evidence.pictures import differences, matched_keypoints, overlay

__all__ = ["alignment_evidence", "differences", "heat_map", "matched_keypoints", "overlay"]

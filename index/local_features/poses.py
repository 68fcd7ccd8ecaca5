"""Where a picture would lie if one of its keypoints were at another place, size and angle."""

import numpy as np
from numpy.typing import NDArray

from index.local_features.protocol import Keypoints

Poses = NDArray[np.float16]
"""``(…, 4)``: see `poses_of`. Half precision is finer than keypoints are placed."""


def poses_of(picture: Keypoints) -> Poses:
    """Return where each keypoint lies in its picture, whatever the picture's resolution.

    That is x and y from the middle in shares of the diagonal, the binary logarithm of the size in
    diagonals, and the angle in degrees.
    """
    diagonal = np.hypot(picture.width, picture.height)
    middle = np.array([picture.width, picture.height]) / 2
    return np.column_stack(
        [
            (picture.points - middle) / diagonal,
            np.log2(picture.sizes / diagonal),
            picture.angles,
        ]
    ).astype(np.float16)


def predicted(found: Keypoints, positions: NDArray[np.int64], poses: Poses) -> NDArray[np.float64]:
    """Where each view's middle lies in the photo, how large it is and how it is turned (Lowe 2004).

    Args:
        found: The photo's keypoints.
        positions: ``(m,)``, which of them were matched.
        poses: ``(m, 4)``, what they were matched with.

    Returns:
        ``(m, 4)``: x, y and the binary logarithm of the diagonal, all in the photo's pixels, and
        the angle in turns from 0 up to 1.
    """
    x, y, size, angle = poses.astype(np.float64).T
    log_diagonal = np.log2(found.sizes[positions].astype(np.float64)) - size
    turn = np.deg2rad(found.angles[positions] - angle)
    along, across = np.cos(turn), np.sin(turn)
    diagonal = 2.0**log_diagonal
    at = found.points[positions].astype(np.float64)
    return np.column_stack(
        [
            at[:, 0] - diagonal * (along * x - across * y),
            at[:, 1] - diagonal * (across * x + along * y),
            log_diagonal,
            (turn / (2 * np.pi)) % 1.0,
        ]
    )

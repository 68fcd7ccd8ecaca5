"""Which parts of a photo a model finds alike to a view."""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from data.decode import DecodedImage
from detector.evidence.drawing import SIDE, draw, fitted, side_by_side, whole
from detector.evidence.silhouette import silhouette

_UNLIKE = 20
_LEAST_RANGE = 0.3
_HEAT = 0.6


def heat_map(
    photo: DecodedImage,
    view: DecodedImage,
    photo_patches: NDArray[np.float32],
    view_patches: NDArray[np.float32],
) -> Image.Image | None:
    """Show the photo, and again with each part coloured by how alike it is to the view.

    Bright is alike, on the viridis scale (van der Walt & Smith 2015). A cosine means something else
    for every model, so the scale starts at what the least alike fifth of the photo has.

    Args:
        photo: The photo.
        view: The view.
        photo_patches: ``(h, w, d)`` unit vectors, as of `Embedder.patches`.
        view_patches: ``(h, w, d)`` unit vectors of the view.

    Returns:
        The two pictures beside each other; `None` where the patches can't be compared.
    """
    likeness = _likeness(view, photo_patches, view_patches)
    if likeness is None:
        return None
    seen = draw(photo, *fitted(whole(photo), SIDE))
    low = float(np.percentile(likeness, _UNLIKE))
    high = max(float(likeness.max()), low + _LEAST_RANGE)
    smooth = cv2.resize(likeness, seen.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    levels = (255 * ((smooth - low) / (high - low)).clip(0, 1)).astype(np.uint8)
    heat = cv2.cvtColor(cv2.applyColorMap(levels, cv2.COLORMAP_VIRIDIS), cv2.COLOR_BGR2RGB)
    grey = cv2.cvtColor(cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    mixed = np.asarray(cv2.addWeighted(heat, _HEAT, grey, 1 - _HEAT, 0), dtype=np.uint8)
    return Image.fromarray(side_by_side(seen, mixed)[0])


def _likeness(
    view: DecodedImage, photo_patches: NDArray[np.float32], view_patches: NDArray[np.float32]
) -> NDArray[np.float32] | None:
    """Return ``(h, w)``: for each part of the photo, the best cosine with one of the view."""
    rows, columns, depth = view_patches.shape
    if not photo_patches.size or not view_patches.size or photo_patches.shape[2] != depth:
        return None
    shown = np.zeros((rows, columns), dtype=np.uint8)
    outline = silhouette(view) * (columns / view.width, rows / view.height) - 0.5
    cv2.fillPoly(shown, [np.rint(outline).astype(np.int32)], 1)
    # In the rim of a raster, a model sees the padding around the picture as much as the picture.
    inner = shown.copy()
    inner[[0, -1]] = inner[:, [0, -1]] = 0
    wanted = view_patches[(inner if inner.any() else shown) > 0]
    best = (photo_patches @ wanted.T).max(axis=2)
    return np.asarray(best, dtype=np.float32) if np.isfinite(best).all() else None

"""The part of a polygon that lies inside another."""

from collections.abc import Sequence

from data.records import Point


def clip(polygon: Sequence[Point], window: Sequence[Point]) -> tuple[Point, ...]:
    """Cut a convex polygon off at the sides of a convex window (Sutherland and Hodgman 1974).

    The window's corners run clockwise as a person sees the picture. The result is empty where the
    two do not meet.
    """
    kept = list(polygon)
    for (x0, y0), (x1, y1) in zip(window, (*window[1:], window[0]), strict=True):
        corners, kept = kept, []
        depths = [(x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) for x, y in corners]
        for i, (corner, depth) in enumerate(zip(corners, depths, strict=True)):
            before = depths[i - 1]
            if min(before, depth) < 0 < max(before, depth):
                share = before / (before - depth)
                (ax, ay), (bx, by) = corners[i - 1], corner
                kept.append((ax + share * (bx - ax), ay + share * (by - ay)))
            if depth >= 0:
                kept.append(corner)
    return tuple(kept)

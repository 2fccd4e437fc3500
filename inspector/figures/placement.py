"""Where the nodes of a graph stand: forces from igraph, then fitted into the drawing and pushed apart."""

import math
import random
from collections.abc import Sequence

import igraph
import numpy as np
import numpy.typing as npt

from inspector.figures.labels import MOST_LETTERS

type Points = npt.NDArray[np.float64]

COLD_STEPS = 300
WARM_STEPS = 10
_MARGIN = 0.06  # of the height
_GAP = 0.012
_ROUNDS = 160


def place_nodes(
    count: int,
    pairs: Sequence[tuple[int, int]],
    *,
    own: Sequence[int],
    seed: int,
    start: Points | None,
    steps: int | None,
    aspect: float,
) -> Points:
    """Positions (count, 2) in a drawing of aspect x 1, the nodes `own` about its middle. With `start` (old positions
    about the middle, in the unit square) few steps are made, and nothing is scaled."""
    graph = igraph.Graph(n=count, edges=list(pairs))
    random.seed(seed)  # igraph draws its numbers from here
    if start is None:
        found = graph.layout_fruchterman_reingold(niter=steps or COLD_STEPS)
        return _fitted(_centred(_array(found, count), own), aspect, reach=None)
    old = start * _reach(count)
    found = graph.layout_fruchterman_reingold(niter=steps or WARM_STEPS, seed=old.tolist(), start_temp=0.1)
    return _fitted(_centred(_turned_back(_array(found, count), old), own), aspect, reach=_reach(count))


def _array(found: igraph.Layout, count: int) -> Points:
    return np.array(found.coords, dtype=np.float64).reshape(count, 2)


def _turned_back(points: Points, towards: Points) -> Points:
    """WORKAROUND: igraph 1.0 turns and mirrors every finished layout to its main axes, warm starts too; the
    orthogonal transform nearest to the old positions (Procrustes, by SVD) undoes that."""
    left, _, right = np.linalg.svd(points.T @ towards)
    turned: Points = points @ left @ right
    return turned


def _centred(points: Points, own: Sequence[int]) -> Points:
    centred: Points = points - (points[list(own)] if own else points).mean(axis=0)
    return centred


def _reach(count: int) -> float:
    """How wide a layout of so many nodes is about, in igraph's units."""
    return 2.0 * math.sqrt(count)


def _fitted(points: Points, aspect: float, *, reach: float | None) -> Points:
    """Scaled about the origin into the drawing (aspect x 1), the origin in its middle; with a `reach` (a warm
    layout) by exactly that, so that nothing jumps."""
    middle = np.array([aspect / 2, 0.5])
    room = middle - np.array([3 * _MARGIN, _MARGIN])
    if reach is not None:
        warm: Points = np.clip(points / reach * np.array([aspect, 1.0]), -room, room) + middle
        return warm
    widest = np.abs(points).max(axis=0)
    fitted: Points = points * np.where(widest > 1e-9, room / np.maximum(widest, 1e-9), 1.0) + middle
    return fitted


def keep_apart(points: Points, radii: Points, letters: Sequence[int], *, aspect: float, label_size: float) -> Points:
    """Pushes nodes with their labels (of so many letters) apart until no two boxes touch or the rounds are over; the
    first node stays where it is."""
    points = points.copy()
    half_w = np.maximum(radii, np.minimum(np.array(letters), MOST_LETTERS) * label_size * 0.27)
    half_h = radii + label_size * 0.75
    fixed = np.zeros(len(points), dtype=bool)
    fixed[0] = True
    points = np.where(fixed[:, None], points, _inside(points, half_w, half_h, aspect))
    for _ in range(_ROUNDS):
        gap = points[:, None, :] - points[None, :, :]
        over_x = half_w[:, None] + half_w[None, :] + _GAP - np.abs(gap[..., 0])
        over_y = half_h[:, None] + half_h[None, :] + _GAP - np.abs(gap[..., 1])
        touching = (over_x > 0) & (over_y > 0)
        np.fill_diagonal(touching, val=False)
        if not touching.any():
            break
        side = np.sign(gap)
        index = np.arange(len(points))
        side[side == 0] = np.where((index[:, None] > index[None, :])[..., None].repeat(2, 2), 1, -1)[side == 0]
        by_y = over_y <= over_x
        move_y = np.where(touching & by_y, side[..., 1] * over_y, 0).sum(axis=1)
        move_x = np.where(touching & ~by_y, side[..., 0] * over_x, 0).sum(axis=1)
        moved = points + 0.3 * np.stack([move_x, move_y], axis=1)
        points = np.where(fixed[:, None], points, _inside(moved, half_w, half_h, aspect))
    return points


def _inside(points: Points, half_w: Points, half_h: Points, aspect: float) -> Points:
    """So far from the borders that a label above or below its node has room."""
    x = np.clip(points[:, 0], half_w + 0.01, np.maximum(aspect - half_w - 0.01, half_w + 0.01))
    y = np.clip(points[:, 1], half_h + 0.01, 1 - half_h - 0.01)
    return np.stack([x, y], axis=1)

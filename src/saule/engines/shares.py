"""Shares: what a count of successes says of the share behind it."""

from math import sqrt

Z_95 = 1.959963984540054


def wilson(part: int, whole: int, z: float = Z_95) -> tuple[float, float]:
    """Return the interval in which the share behind ``part`` of ``whole`` lies, 95 times in 100.

    Sound for few cases and for shares of none or all, where the usual one is not (Wilson, *JASA*, 1927).
    ``z`` is the normal quantile; of nothing, everything is possible.
    """
    if whole <= 0:
        return (0.0, 1.0)
    share = part / whole
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z / (1 + z * z / whole) * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    return (max(0.0, middle - half), min(1.0, middle + half))

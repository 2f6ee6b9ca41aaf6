"""Distances as the crow flies between places."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088  # mean radius R1 of the IUGG (GRS 80)

Point = tuple[float, float]


def distance_km(a: Point, b: Point) -> float:
    """Great-circle distance of two places in kilometres, from 0 to about 20,015.

    `a` and `b` are (latitude, longitude) in degrees (WGS 84): latitude −90 to 90, longitude −180 to 180;
    anything else raises ValueError. Haversine formula on a sphere, within 0.5 % of the ellipsoid. It is the
    crow's distance: roads of the region are some 30 % longer.
    """
    for latitude, longitude in (a, b):
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ValueError(f"not a place on earth: latitude {latitude}, longitude {longitude}")
    phi_a, phi_b = radians(a[0]), radians(b[0])
    half_phi, half_lambda = (phi_b - phi_a) / 2, radians(b[1] - a[1]) / 2
    haversine = sin(half_phi) ** 2 + cos(phi_a) * cos(phi_b) * sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, haversine)))

"""Numbers that differ by how they were computed, not by what they say."""

import numpy as np

from sim.base import arrays


def test_what_is_less_than_the_last_digits_is_no_difference() -> None:
    assert arrays.less(np.array([0.1 + 0.2, 2.0, 0.0]), np.array([0.3, 1.0, 1e-300])).tolist() == [0, 1, -1e-300]


def test_what_is_the_same_but_for_its_last_digits_does_not_vary() -> None:
    assert not arrays.varies(np.array([]))
    assert not arrays.varies(np.array([0.3, 0.1 + 0.2]))
    assert arrays.varies(np.array([0.0, 1e-300]))
    assert arrays.varies(np.array([1.0, 1.001]))

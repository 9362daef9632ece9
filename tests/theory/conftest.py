"""Theory is asked of the fast engine; that the reference engine says the same is what the agreement tests hold."""

import pytest


@pytest.fixture(params=["compiled", pytest.param("simpy", marks=pytest.mark.long)])
def engine(request: pytest.FixtureRequest) -> str:
    """The fast engine; in the long suite the other one too."""
    return str(request.param)

"""Which characters a text may hold, and what comes of one that holds others."""

import pytest

from sim.base.characters import REPLACEMENT, all_fit, fit, unfit


@pytest.mark.parametrize(
    "text",
    ["办公室", "line\nline", "a\tb", "no\u00a0break", "全\u3000角", "👨\u200d👩\u200d👧", "", "\U00010000", "\ufffd"],
)
def test_what_is_written_anywhere_is_fit(text):
    assert unfit(text) is None
    assert fit(text) == text


@pytest.mark.parametrize(
    "character",
    [
        "\x00",
        "\x0b",
        "\r",
        "\x1b",
        "\x7f",
        "\x85",
        "\u2028",
        "\ud800",
        "\ufdd0",
        "\ufffe",
        "\uffff",
        "\U0010ffff",
    ],
)
def test_what_xml_cannot_hold_is_found_and_replaced(character):
    text = f"Small{character}office"
    assert unfit(text) == 5
    assert fit(text) == f"Small{REPLACEMENT}office"


def test_every_text_of_a_document_is_made_fit():
    assert all_fit({"a\v": ["b\v", 1, None, {"c": "d"}]}) == {"a�": ["b�", 1, None, {"c": "d"}]}

"""Text in lines: where a line may end, in English and in Chinese.

Between words, after the dash of a name, and between any two Chinese characters; but no line ends with an opening
bracket or quote, and none begins with a stop, a comma or a closing one.
"""

import re
from typing import Final

from rich.cells import cell_len

LONGEST_PIECE: Final = 30
OPENING: Final = "（《〈「『【“‘"
CLOSING: Final = "，。；：、！？）》〉」』】”’…％"
CHINESE: Final = rf"(?![{OPENING}{CLOSING}])[⺀-￯]"
PIECES: Final = re.compile(
    rf"[{OPENING}]*{CHINESE}[{CLOSING}]*"
    rf"|[（《〈「『【]*[^\s⺀-￯]*?[a-zA-Z][-/_+,·](?=[^\s⺀-￯])"
    rf"|[（《〈「『【]*[^\s⺀-￯]+[{CLOSING}]*"
    rf"|[^\s]"
)
"""What stays in one line: a Chinese character, a word, a part of a name up to its dash, a number with its signs."""


def pieces(text: str) -> list[str]:
    """The parts of a text that stay in one line; a word that is longer than any number is cut."""
    found = PIECES.findall(text)
    return [piece[at : at + LONGEST_PIECE] for piece in found for at in range(0, len(piece), LONGEST_PIECE)]


def lines(text: str, width: int) -> list[str]:
    """The text in lines at most so wide on the screen, where its pieces are not wider."""
    if cell_len(text) <= width:
        return [text]
    found, reached = [""], 0
    for piece in pieces(text):
        begin = text.index(piece, reached)
        joined = found[-1] + text[reached:begin] + piece
        if found[-1] and cell_len(joined) > width:
            found.append(piece)
        else:
            found[-1] = joined
        reached = begin + len(piece)
    return found

"""The rooms of `sim` and the imports between them, as a picture: `python docs/rooms.py` writes docs/rooms.svg."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Final

import grimp

ROOT: Final = Path(__file__).parents[1]
PICTURE: Final = ROOT / "docs" / "rooms.svg"
WIDTH, FLOOR, BOX, HEIGHT = 760, 92, 150, 40


def floors() -> list[list[str]]:
    """The rooms of each floor, the highest first, as the import contract stacks them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [layer.split(" | ") for layer in project["tool"]["importlinter"]["contracts"][0]["layers"]]


def arrows() -> Counter[tuple[str, str]]:
    """How many imports lead from one room into another; those of `base`, which every room has, left out."""
    graph = grimp.build_graph("sim", cache_dir=None)
    found: Counter[tuple[str, str]] = Counter()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            pair = (module.split(".")[1:2], imported.split(".")[1:2])
            if pair[0] and pair[1] and pair[0] != pair[1] and pair[1] != ["base"]:
                found[pair[0][0], pair[1][0]] += 1
    return found


def placed(stack: list[list[str]]) -> dict[str, tuple[float, float]]:
    """The middle of each room's box; floors are shifted a little, so that arrows do not run through boxes."""
    where = {}
    for height, floor in enumerate(stack):
        shift = 70 if height % 2 else -70
        for place, room in enumerate(floor):
            x = WIDTH / 2 + (place - (len(floor) - 1) / 2) * (BOX + 110) + (shift if len(floor) == 1 else 0)
            where[room] = (x, 40 + height * FLOOR)
    return where


def picture() -> str:
    """The picture as SVG; the same imports give the same text."""
    stack = floors()
    where, counted = placed(stack), arrows()
    height = 40 + (len(stack) - 1) * FLOOR + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif">',
        "<title>The rooms of sim, and how many imports lead from one into another</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        '<marker id="tip" markerUnits="userSpaceOnUse" markerWidth="10" markerHeight="10" refX="8" refY="4"'
        ' orient="auto"><path d="M0 0L8 4L0 8z" fill="#8a8a8a"/></marker>',
    ]
    for (upper, lower), count in sorted(counted.items()):
        (x, y), (to_x, to_y) = where[upper], where[lower]
        line = f'x1="{x:.0f}" y1="{y + HEIGHT / 2:.0f}" x2="{to_x:.0f}" y2="{to_y - HEIGHT / 2:.0f}"'
        width = min(0.6 + count / 12, 6)
        look = f'stroke="#8a8a8a" stroke-width="{width:.1f}" stroke-opacity="0.6" marker-end="url(#tip)"'
        parts.append(f"<line {line} {look}><title>{upper} → {lower}: {count}</title></line>")
    for room, (x, y) in where.items():
        box = f'x="{x - BOX / 2:.0f}" y="{y - HEIGHT / 2:.0f}" width="{BOX}" height="{HEIGHT}" rx="4"'
        parts.append(f'<rect {box} fill="white" stroke="#1f4e79" stroke-width="1.5"/>')
        parts.append(f'<text x="{x:.0f}" y="{y + 6:.0f}" text-anchor="middle" font-size="17">{room}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
    print(f"wrote {PICTURE}")

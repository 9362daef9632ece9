"""The pages that are written by hand, gathered with what they link to, at the same places relative to each other."""

import os
import re
import shutil
from pathlib import Path
from typing import Final

WRITTEN: Final = ("*.md", "scenarios/README.md", "docs/*.md", "docs/decisions/*.md")
FOLDERS: Final = {
    "notebooks": "notebooks/en/01-the-answer.md",
    "docs/decisions": "docs/decisions/index.md",
    "scenarios/reforms": "scenarios/README.md",
}
"""Which page is opened by a link to a folder."""
LINK: Final = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)\s#:]+)(?P<place>#[^)]*)?\)")
DECISIONS: Final = """\
# Decisions

Why things are as they are, a page a decision.

```{toctree}
:maxdepth: 1
:glob:

[0-9]*
```
"""


def write(root: Path, source: Path) -> None:
    """Puts all of them into the folder *source*."""
    shutil.copy(Path(__file__).with_name("index.md"), _ready(source / "index.md"))
    put(source / "docs" / "decisions" / "index.md", DECISIONS)
    for pattern in WRITTEN:
        for page in sorted(root.glob(pattern)):
            put(source / page.relative_to(root), _with_links(page, root, source))


def _with_links(page: Path, root: Path, source: Path) -> str:
    """The text of a page, its links as they stand in the site."""
    return LINK.sub(lambda link: _kept(link, page, root, source), page.read_text(encoding="utf-8"))


def put(file: Path, content: str | bytes) -> None:
    """Writes a file, and the folders that it stands in."""
    _ready(file).write_bytes(content.encode() if isinstance(content, str) else content)


def _ready(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


def _kept(link: re.Match[str], page: Path, root: Path, source: Path) -> str:
    """A link of a page as it stands in the site.

    Other pages stay where they are; another file of the repository is copied beside them; a folder is a page or no
    link.
    """
    target = (page.parent / link["target"]).resolve()
    name = target.relative_to(root).as_posix() if target.is_relative_to(root) else ""
    if target.is_dir():
        if name not in FOLDERS:
            return link["text"]
        beside = os.path.relpath(root / FOLDERS[name], page.parent)
        return f"[{link['text']}]({Path(beside).as_posix()})"
    if target.is_file() and target.suffix != ".md":
        shutil.copy(target, _ready(source / name))
    return link[0]

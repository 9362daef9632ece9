"""The library example of both READMEs prints what stands there, and is the same in both."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh.md")


def example(readme: str) -> str:
    """The only Python of a README."""
    [block] = re.findall(r"```python\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)
    return str(block)


def test_it_prints_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    test = doctest.DocTestParser().get_doctest(example("README.md"), {}, "README.md", "README.md", 0)
    assert len(test.examples) == 3
    told: list[str] = []
    doctest.DocTestRunner().run(test, out=told.append)
    assert not told, "".join(told)


def test_it_is_the_same_in_both_languages() -> None:
    assert example("README.md") == example("README.zh.md")


@pytest.mark.parametrize("readme", READMES)
def test_what_a_newcomer_looks_for_is_linked(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    for file in ("CONTRIBUTING.md", "docs/architecture.md", "docs/glossary.md", "docs/stress-des.md", "LICENSE"):
        assert f"]({file})" in text, file
        assert (ROOT / file).is_file()

"""Documents as YAML that is read again as it was: what its reader here may take for a slip is in quotes."""

from typing import Any

import yaml


class _Dumper(yaml.SafeDumper):
    """Puts quotes around every text that is not plain ASCII: full-width signs are refused without them."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if text.isascii() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def as_yaml(document: Any, *, flat: bool = False) -> str:
    """The document as YAML in its own order; with *flat*, its smallest parts stand in one line each."""
    style = None if flat else False
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120, default_flow_style=style)

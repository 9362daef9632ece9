"""What Sphinx is told: Markdown and reStructuredText, a theme that comes with it, and nothing from the network."""

import tomllib
from pathlib import Path

_project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = _project["name"]
release = version = _project["version"]
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_click"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}

smartquotes = False
default_role = "code"
"""In the docstrings `a word` is code, as in Markdown."""
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
maximum_signature_line_length = 100
python_use_unqualified_type_names = True

myst_heading_anchors = 4
myst_enable_extensions = ["attrs_inline"]

html_theme = "alabaster"
html_theme_options = {"page_width": "1200px", "sidebar_width": "260px", "fixed_sidebar": True}
html_title = f"{project} {version}"
html_show_copyright = False
html_show_sourcelink = False
html_copy_source = False

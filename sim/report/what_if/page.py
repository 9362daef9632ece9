"""The what-if page: one file with the whole table inside, which asks nothing of any network.

What a stranger wrote (titles, reasons) stands in the table alone, in which no sign of markup is left, and the script
puts it on the page as text. The page itself says that no other script may run and that nothing may be fetched.
"""

import base64
import hashlib
import json
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sim.base.language import Language
from sim.report.html import HTML_LANG
from sim.report.lettering import fonts_of
from sim.report.what_if.words import words

GROUPS: Final = (
    "page", "switch", "cost", "answer", "dots", "pin", "days", "project", "next", "keys", "foot", "clock", "unit",
    "verdict", "package",
)  # fmt: skip
"""The words that the script needs."""
MARKUP: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""What in JSON can only stand within texts, where this says the same."""
SCRIPTS: Final = ("what-if-numbers.js", "what-if-page.js")
LIVE: Final = ("what-if-numbers.js", "what-if-live.js", "what-if-page.js")
"""Of a page that asks the program that serves it."""


def page(table: dict[str, Any], lang: Language) -> str:
    """The page of a table, see `sim.report.what_if.table.document`; *lang* is that with which it opens."""
    environment = Environment(
        loader=PackageLoader("sim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    live = "fields" in table
    script = "".join(_source(environment, name) for name in (LIVE if live else SCRIPTS))
    groups = (*GROUPS, "live") if live else GROUPS
    mine = {key: said for key, said in words().items() if key.partition(".")[0] in groups}
    data = json.dumps(
        {**table, "lang": lang, "words": mine}, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )
    title = mine["page.title"][lang].format(title=table["title"][lang])
    told = {
        "lang": HTML_LANG[lang],
        "title": title,
        "live": live,
        "policy": policy(script, live=live),
        "no_script": mine["page.no_script"],
        "data": Markup(data.translate(MARKUP)),
        "script": Markup(script),
    }
    template = environment.get_template("what-if.html.j2")
    shown = json.dumps([mine, {name: table[name] for name in table if name != "packages"}], ensure_ascii=False)
    return template.render(**told, fonts=fonts_of(shown + title + script, "en"))


def policy(script: str, *, live: bool = False) -> str:
    """What the browser may do for the page: run this script alone, and fetch nothing, or only from who serves it."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    asks = "connect-src 'self'; " if live else ""
    return asks + (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _source(environment: Environment, name: str) -> str:
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]

"""How the commands are shown, by what one wants of them, and how a mistake is told: in one line, with exit status 2."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from sim.base.errors import UserError, one_line, path_shown
from sim.base.files import FULL
from sim.base.stops import exit_status, told
from sim.cli.printing import printed, replace_what_cannot_be_printed
from sim.cli.stopping import stoppable

if TYPE_CHECKING:
    from collections.abc import Iterator

SECTIONS: Final[dict[str, dict[str, str]]] = {
    "The answer": {
        "answer": "who keeps the promise, on which clock, and what is in the way",
        "targets": "the briefing's own targets: met, missed or open",
        "smallest": "the smallest package of reforms that keeps the promise",
        "shares": "who earned the days: each reform's share in what they gain",
        "what-if": "a page on which reforms are switched, from the table of smallest",
        "serve": "the same page here, which plays other numbers while one waits",
        "frontier": "what money buys: cost against the share within the target",
    },
    "Ask what if": {
        "run": "one scenario: every response, what holds up, who is busy",
        "compare": "scenarios under the same luck: how different, for whom",
        "bottleneck": "what one more server or fewer returns would gain",
        "staff": "the cheapest staffing that keeps the promise",
        "sensitivity": "which of the uncertain numbers matter",
    },
    "Batch work": {
        "sweep": "a study of any size, resumed where it stopped",
        "indices": "how much of the answer each number of a sweep explains",
        "discover": "under which assumptions the target is missed",
        "worth": "what to ask first, before a decision: the value of knowing",
        "backlog": "where cases stand on an average day, to start from",
        "warm-up": "how much of a run not to measure",
        "coverage": "how often the intervals keep their word",
    },
    "Look and show": {
        "map": "the process as a graph, and what a package changed in it",
        "chart": "one figure, of scenarios or of a table that was kept",
        "report": "a page or a PDF of an answer, for people who decide",
        "slides": "slides of an answer that can be edited",
    },
    "A city's own log": {
        "log": "maps a platform's export, checks it, holds a scenario to it",
        "calibrate": "a scenario that holds what the log measures",
        "forecast": "what is left of its open cases, and when they are gone",
    },
    "Scenarios of your own": {
        "new": "starts a scenario with comments that explain each part",
        "check": "whether files can be run, or where the mistake is",
        "resolve": "a scenario with every default and reform in it",
        "schema": "the JSON Schema of a scenario file, for editors",
        "completion": "lets the shell complete names: bash, zsh, fish",
    },
}
"""What a person may want, the commands that do it, and what each does in a few words."""
MANY_OBJECTS: Final = 100_000
"""As many new objects are made before any is looked for that nobody needs: most of what a command reads, it keeps."""
WIDEST: Final = max(len(name) for commands in SECTIONS.values() for name in commands)


class Commands(click.Group):
    """The commands by what one wants of them; tells a user's mistake in one line, with exit status 2."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Runs the program on a terminal that may lack Chinese letters: what it cannot print is replaced."""
        gc.set_threshold(MANY_OBJECTS)
        replace_what_cannot_be_printed()
        with stoppable():
            return super().main(*args, **kwargs)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads what stands before the command."""
        with told_in_one_line(), printed():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; a `UserError` or a full disk is told in one line, with exit status 2 and no traceback."""
        with told_in_one_line(), printed():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of the commands, in sections."""
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:<{WIDEST}}", what) for name, what in commands.items()])


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """A mistake is told on standard error, with where to read on; then the program ends."""
    try:
        yield
    except UserError as error:
        _end(one_line(str(error)))
    except click.UsageError as error:
        message = error.format_message().rstrip(".").replace(". Did you", " — did you")
        where = error.ctx.command_path if error.ctx is not None else "approvals"
        remedy = "" if message.endswith("?") else f": see {where} --help"
        _end(one_line(f"{message[:1].lower()}{message[1:]}{remedy}"))
    except KeyboardInterrupt as stop:
        _end(told(stop), exit_status(stop))
    except MemoryError:
        _end("out of memory: give fewer --replications or --workers, or a shorter run")
    except OSError as error:
        _end(_of_the_system(error))
    except EOFError as error:  # which click would take for the user's, and say no more than 'Aborted!'
        raise RuntimeError("something that was read ended too soon") from error


def _of_the_system(error: OSError) -> str:
    """What the system refused, where it can be said what it is about; else the error is no user's."""
    where = f" at {path_shown(error.filename)}" if error.filename else ""
    if error.errno in FULL:
        return f"no room on the disk{where} ({error.strerror}): make room, and start the same command again"
    if not error.filename:
        raise error
    return one_line(f"{path_shown(error.filename)}: cannot be used ({error.strerror}): choose another file or folder")


def _end(message: str, status: int = 2) -> NoReturn:
    click.echo(f"approvals: {message}", err=True)
    sys.exit(status)

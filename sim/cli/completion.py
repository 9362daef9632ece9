"""Completion in the shell: names of scenarios and reforms are looked up in their folders, nothing is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sim.base.library import HERE, SHIPPED, names

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

SHELLS: Final = ("bash", "zsh", "fish")
VARIABLE: Final = "_APPROVALS_COMPLETE"


class ScenarioName(click.ParamType[str]):
    """A scenario by its name, or its file."""

    name = "scenario"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names that begin so, and the YAML files and workbooks here; within another folder, its files."""
        from click.shell_completion import CompletionItem

        if "/" in incomplete:
            return [CompletionItem(incomplete, type="file")]
        files = {file.name for ending in ("yaml", "xlsx") for file in Path().glob(f"*.{ending}")}
        known = sorted(names(HERE, SHIPPED)) + sorted(files)
        return [CompletionItem(name) for name in known if name.startswith(incomplete)]


class ReformNames(click.ParamType[str]):
    """Names of reforms, with commas between them."""

    name = "reforms"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The last name is completed; those before it stay, and none comes twice."""
        from click.shell_completion import CompletionItem

        before, comma, begun = incomplete.rpartition(",")
        known = names(HERE / "reforms", SHIPPED / "reforms") - set(before.split(","))
        return [CompletionItem(before + comma + name) for name in sorted(known) if name.startswith(begun)]


SCENARIO: Final = ScenarioName()
REFORMS: Final = ReformNames()


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Prints what lets SHELL complete commands, options, scenarios and reforms.

    \b
    bash: echo 'eval "$(approvals completion bash)"' >> ~/.bashrc
    zsh:  echo 'eval "$(approvals completion zsh)"' >> ~/.zshrc
    fish: approvals completion fish > ~/.config/fish/completions/approvals.fish
    """
    from click.shell_completion import ShellComplete, get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(ShellComplete.source(kind(ctx.find_root().command, {}, "approvals", VARIABLE)))

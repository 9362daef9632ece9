"""A command, asked as a person asks it: what it says, does and refuses; a traceback fails the test."""

from click.testing import CliRunner, Result

from sim.cli import main
from sim.outcomes.measure import prepare_measuring
from sim.simulation.engines import prepare


def approvals(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def done(*arguments: object) -> str:
    """What a command prints that does what it is asked and has nothing to tell beside it.

    The machine code is made beforehand: on a new machine a command would say that it makes it.
    """
    prepare("compiled")
    prepare_measuring()
    result = approvals(*arguments)
    assert (result.exit_code, result.stderr.strip()) == (0, "")
    return result.stdout


def refusal(*arguments: object) -> str:
    """The one line in which a command refuses."""
    result = approvals(*arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    return result.stderr.removeprefix("approvals: ").removesuffix("\n")

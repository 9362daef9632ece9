"""The scenarios between today and a full package: a reform more each, in the order of the package."""

from pathlib import Path

from sim.errors import ScenarioError
from sim.scenario import Scenario, load_reform, load_scenario, scenario_file, with_reforms
from sim.scenario.quantities import TwoLanguages
from sim.scenario.reform import Extension
from sim.scenario.validate import validated
from sim.scenario.yaml_file import read_yaml

MEETING = TwoLanguages(en="Where measures meet", zh="措施叠加处的修正")
"""The last step, if the package has changes of its own."""


def ladder(path: str | Path) -> list[Scenario]:
    """The base of a package, then a scenario for each of its reforms with all before it, titled by the reform.

    If the package has changes of its own, they are the last step. Raises `ScenarioError` if the reforms cannot come in
    the order in which the package names them.
    """
    file = scenario_file(path)
    own = read_yaml(file)
    if "extends" not in own:
        raise ScenarioError(str(file), "", "stands alone: name one that has a package of reforms")
    extension = validated(Extension, own, str(file))
    if len(extension.extends) > 1:
        several = ", ".join(extension.extends)
        raise ScenarioError(str(file), "extends", f"stands on {several}: name one whose package stands on one scenario")
    base = file.parent / f"{extension.extends[0]}.yaml"
    steps = [_step(base, extension.reforms[: count + 1]) for count in range(len(extension.reforms))]
    last = [load_scenario(file).model_copy(update={"title": MEETING})] if extension.changes else []
    return [load_scenario(base), *steps, *last]


def _step(base: Path, names: list[str]) -> Scenario:
    """The base with these reforms, called by the last of them."""
    title = load_reform(base.parent / "reforms" / f"{names[-1]}.yaml").title
    return with_reforms(base, names).model_copy(update={"scenario": names[-1], "title": title})

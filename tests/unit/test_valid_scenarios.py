"""What a file means: beside each small scenario stands its resolved form, with every default filled in."""

import json
from pathlib import Path

import pytest
import yaml

from sim.scenario import as_document, digest, load_scenario, scenario_schema

VALID = Path(__file__).parents[1] / "scenarios" / "valid"
FILES = sorted(VALID.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_scenario_resolves_to_the_form_beside_it(file):
    resolved = json.loads(file.with_suffix(".resolved.json").read_text(encoding="utf-8"))
    assert as_document(load_scenario(file)) == resolved


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_resolved_form_means_the_same_scenario(file, tmp_path):
    scenario = load_scenario(file)
    again = tmp_path / "again.yaml"
    again.write_text(yaml.safe_dump(as_document(scenario), sort_keys=False, allow_unicode=True), encoding="utf-8")
    assert load_scenario(again) == scenario
    assert digest(load_scenario(again)) == digest(scenario)


def test_every_step_says_what_it_counts_as():
    counted = {
        step.counts_as
        for file in FILES
        for process in load_scenario(file).processes.values()
        for item in process.items.values()
        for step in item.steps.values()
    }
    assert None not in counted
    assert {"review", "seal", "service"} <= counted


def test_the_digest_changes_with_what_the_result_depends_on(tmp_path):
    text = (VALID / "town.yaml").read_text(encoding="utf-8")
    for place, changed in enumerate(
        (text, text.replace("pert: [1, 2, 5]", "pert: [1, 2, 6]"), "# A comment.\n" + text)
    ):
        (tmp_path / f"{place}.yaml").write_text(changed, encoding="utf-8")
    first, other, commented = (digest(load_scenario(tmp_path / f"{place}.yaml")) for place in range(3))
    assert first == commented != other


def test_the_schema_for_editors_knows_the_short_forms_and_both_kinds_of_file():
    schema = scenario_schema()
    kinds = {choice["$ref"].rsplit("/", 1)[1] for choice in schema["anyOf"]}
    assert kinds == {"Scenario", "Extension"}
    step = schema["$defs"]["Step"]["properties"]
    assert {"type": "string"} in step["work"]["anyOf"]
    assert schema["$defs"]["Pool"]["additionalProperties"] is False
    assert {"type": "number"} in schema["$defs"]["Pool"]["properties"]["servers"]["anyOf"]

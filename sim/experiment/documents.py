"""What was measured, as JSON for machines: one scenario, and the briefing's targets before and after."""

from collections.abc import Hashable
from typing import Final

import pandas as pd

from sim.experiment import targets
from sim.experiment.goals import Goal
from sim.experiment.replications import Result
from sim.experiment.responses import Row, all_responses
from sim.experiment.tables.behind import details

OF_SCENARIO: Final = ("scenario", "title_en", "title_zh", "replications", "seed")
"""What a document says once of all its rows."""


def result_document(result: Result, target: float) -> dict[str, object]:
    """One scenario as a JSON document: responses, time per item, queues, refusals, and the provenance of the run."""
    behind = {name: _records(table) for name, table in details([result]).items()}
    return {**document_of(result, target, all_responses(result, target)), **behind}


def _records(table: pd.DataFrame) -> list[dict[Hashable, object]]:
    """The rows of a table, without the scenario that all of them are about; null for what is not known."""
    rows = table.drop(columns=[name for name in OF_SCENARIO if name in table]).astype(object)
    return rows.where(rows.notna(), None).to_dict("records")


def document_of(result: Result, target: float, told: list[Row]) -> dict[str, object]:
    """A result for machines, with the responses that were *told* of it."""
    growing = [one._asdict() for one in result.growing]
    let_go = [one._asdict() for one in result.let_go]
    return {**result.provenance, "target": target, "growing": growing, "at_the_bound": let_go, "responses": told}


def targets_document(before: Result, others: list[Result], goal: Goal) -> dict[str, object]:
    """The briefing's targets for machines."""
    target = goal.days
    return {
        "target": target,
        "own_targets": goal.own,
        "before": {**before.provenance, "target": target},
        "after": [
            {
                **after.provenance,
                "target": target,
                "targets": [targets.as_record(one) for one in targets.scores(before, after, target)],
            }
            for after in others
        ],
    }

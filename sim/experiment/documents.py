"""What was measured, as JSON for machines: one scenario, and the briefing's targets before and after."""

from sim.experiment import targets
from sim.experiment.goals import Goal
from sim.experiment.replications import Result
from sim.experiment.responses import Row, all_responses


def result_document(result: Result, target: float) -> dict[str, object]:
    """The responses of one scenario as a JSON document, with the provenance of the run."""
    return document_of(result, target, all_responses(result, target))


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

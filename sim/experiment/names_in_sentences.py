"""What scenarios and their parts are called in a sentence: in English by their ids, in Chinese by their titles."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sim.base.language import Language
from sim.charts.wording import Wording
from sim.experiment.answer import FLOORS, Answer
from sim.experiment.clock_words import clock_in_words
from sim.experiment.replications import Result
from sim.experiment.verdict_words import WORDING as OF_VERDICTS
from sim.scenario.quantities import TwoLanguages
from sim.scenario.titles.titles import name_of_trait
from sim.scenario.titles.words import STEPS

WORDING: Final = Wording(Path(__file__).with_name("paragraph.yaml"), OF_VERDICTS)
say: Final = WORDING.say


def titles(results: list[Result], lang: Language) -> str:
    """Scenarios by what they are called, one after the other."""
    return listed([title_of(one, lang) for one in results], lang)


def title_of(result: Result, lang: Language) -> str:
    """What a scenario is called in a sentence: in English by its id, in Chinese by its title, in quotes."""
    scenario = result.scenario
    return scenario.scenario if lang == "en" else f"“{scenario.title.zh}”"


def clock_name(clock: str, lang: Language) -> str:
    """What a clock is called in a sentence."""
    return clock_in_words(clock) if lang == "en" else say(f"clock.{clock}", lang)


def class_name(answer: Answer, name: str, lang: Language) -> str:
    """What a kind of the subject's projects is called."""
    subject = answer.subject
    return name if lang == "en" else part_name(subject.scenario.processes[subject.process].classes, name)


def trait_name(trait: str, lang: Language) -> str:
    """What a trait of cases is called."""
    return trait if lang == "en" else name_of_trait(trait).zh


def holder_name(holder: str, lang: Language) -> str:
    """What holds a project up, in words."""
    return holder if lang == "en" else say(f"holder.{holder}", lang)


def step_name(step: str, lang: Language) -> str:
    """What a step is called."""
    return STEPS[step].zh if lang == "zh" and step in STEPS else step


def supposition(name: str, lang: Language) -> str:
    """What a floor supposes, by the parties that take no time."""
    parties = FLOORS[name]
    return name if lang == "en" else say(f"floor.{parties[0] if len(parties) == 1 else 'all_parties'}", lang)


def part_name(parts: Mapping[str, Any], name: str) -> str:
    """The Chinese title of a part of a scenario; its id where it has none."""
    title = parts[name].title
    return title.zh if isinstance(title, TwoLanguages) else name


def listed(words: list[str], lang: Language) -> str:
    """Words one after the other, as in a sentence."""
    if not words:
        return say("answer.none", lang)
    between, last = say("answer.list", lang), say("answer.last", lang)
    return words[0] if len(words) == 1 else between.join(words[:-1]) + last + words[-1]

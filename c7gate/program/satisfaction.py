"""What people answer, as counts: the mean of the latest wave, and how sure it is (S-142, S-197)."""

from __future__ import annotations

from collections.abc import Iterator

from c7gate.model.record import Survey
from c7gate.parsing.periods import period_days
from c7gate.program.answer import Answer, Outcome, cut, span
from c7gate.program.facts import Facts
from c7gate.program.intervals import mean_of, t_interval
from c7gate.program.targets import Target
from c7gate.scoring.thresholds import meets


def latest(facts: Facts) -> Survey | None:
    """The wave whose period ended last, by then; None without any."""
    ended = [
        (days[1], wave.period, wave)
        for wave in facts.surveys
        if (days := period_days(wave.period)) and days[1] <= facts.today
    ]
    return max(ended, key=lambda item: item[:2])[2] if ended else None


def satisfaction(facts: Facts, target: Target) -> Answer:
    """The mean of the latest wave. Met by the mean alone, it is uncertain where the interval reaches the target."""
    wave = latest(facts)
    if wave is None:
        return target.answer(outcome=Outcome.INSUFFICIENT, lacks=("no wave of the survey is there yet",))
    days = period_days(wave.period)
    lacks = tuple(_lacks(facts, wave, target))
    answer = target.answer(
        n=wave.answers,
        window=days,
        note=f"n={wave.answers}/{wave.invited}",
        caveats=(f"wave {wave.period}",),
        lacks=lacks,
        through=days[1] if days else None,
    )
    mean = mean_of(wave.histogram)
    if mean is None or wave.answers < facts.least_group:
        return answer._replace(outcome=Outcome.INSUFFICIENT, n=None, note="")
    interval = t_interval(wave.histogram, facts.confidence)
    answer = answer._replace(
        value=cut(mean, 2, target.need),
        numerator=sum(score * times for score, times in wave.histogram.items()),
        denominator=wave.answers,
        interval=interval,
        shown_interval=span(interval, 2, target.need),
        caveats=(*answer.caveats, f"answers {_distribution(wave)}"),
    )
    if lacks or interval is None:
        return answer._replace(outcome=Outcome.INSUFFICIENT)
    if not target.is_met(mean):
        return answer._replace(outcome=Outcome.NOT_MET)
    sure = target.is_met(interval.low)
    return answer._replace(outcome=Outcome.MET if sure else Outcome.MET_UNCERTAIN)


def _lacks(facts: Facts, wave: Survey, target: Target) -> Iterator[str]:
    scale = facts.policy.values["success"]["surveys"]
    if wave.suppressed:
        yield f"fewer than {facts.least_group} answered"
        return
    if wave.answers < target.min_answers:
        yield f"{wave.answers} of {target.min_answers} answers"
    if not meets(">=", 100 * wave.answers, target.min_response_percent * wave.invited):
        yield f"{wave.answers} of {wave.invited} answered, {target.min_response_percent} % must"
    if any(not scale["scale_min"] <= answer <= scale["scale_max"] for answer in wave.histogram):
        yield f"answers outside the scale {scale['scale_min']} to {scale['scale_max']}"


def _distribution(wave: Survey) -> str:
    return ", ".join(f"{answer}: {times}" for answer, times in sorted(wave.histogram.items()))

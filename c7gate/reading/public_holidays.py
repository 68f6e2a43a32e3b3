"""Public holidays as the library `holidays` knows them, to be written down and reviewed. No judgement asks here.

Only its category `public` is taken, with the days that stand in for one that falls on a weekend: half-days,
optional days and those of banks or schools alone free nobody here.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from c7gate.model.errors import UsageError
from c7gate.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from holidays import HolidayBase

_MOST_NEAR = 3


@dataclass(frozen=True, slots=True, order=True)
class Holiday:
    """A day and its name."""

    day: date
    name: str


class PublicHolidays(NamedTuple):
    """What the library answered.

    `place` is `DE` or `DE-BY`; `days` are in their order, each with its English name; `subdivisions` are all that
    the country has; `remarks` are the library's own, about years of which it knows less.
    """

    place: str
    days: tuple[Holiday, ...]
    subdivisions: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def public_holidays(country: str, subdivision: str, years: Sequence[int]) -> PublicHolidays:
    """The public holidays of a country, or of one of its subdivisions, in these years.

    Args:
        country: its ISO 3166 code of two or three letters.
        subdivision: a code or name that the library has for it, or the ISO 3166 code such as DE-BY; empty for
            what holds in the whole country.
        years: calendar years.

    Raises:
        UsageError: the library is not installed, or does not know the country, the subdivision or a year.
    """
    try:
        from holidays import country_holidays
    except ImportError:
        raise UsageError(
            "the holidays library is not installed", help='install it: pip install "c7gate[calendars]"'
        ) from None
    code = _country(country)
    entity = country_holidays(code)
    part = _subdivision(entity, code, subdivision)
    _check_years(entity, code, years)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = country_holidays(
            code, subdiv=part or None, years=years, language=_english(entity), categories=("public",)
        )
    return PublicHolidays(
        place=f"{code}-{part}" if part else code,
        days=tuple(sorted(Holiday(day, name) for day, name in found.items())),
        subdivisions=tuple(entity.subdivisions),
        remarks=tuple(dict.fromkeys(str(warning.message) for warning in caught)),
    )


def _country(asked: str) -> str:
    """The two-letter code of the country that a code stands for."""
    from holidays.registry import COUNTRIES

    codes = {code: names[1] for names in COUNTRIES.values() for code in names[1:] if len(code) <= len("DEU")}
    if asked.upper() in codes:
        return codes[asked.upper()]
    titles = {names[1]: module.replace("_", " ").title() for module, names in COUNTRIES.items()}
    near = _nearest(asked, {**codes, **{title: code for code, title in titles.items()}}, titles)
    help_ = f"did you mean {near}?" if near else "write its ISO 3166 code, such as DE"
    raise UsageError(f"no country has the code {asked!r}", help=help_)


def _subdivision(entity: HolidayBase, country: str, asked: str) -> str:
    """The library's code of a subdivision; empty where none is asked for."""
    if not asked:
        return ""
    names = {**entity.subdivisions_aliases, **{code: code for code in entity.subdivisions}}
    folded = {name.casefold(): code for name, code in names.items()}
    for spelling in (asked.casefold(), asked.casefold().removeprefix(f"{country.casefold()}-")):
        if spelling in folded:
            return folded[spelling]
    near = _nearest(asked, names, {code: name for name, code in entity.subdivisions_aliases.items()})
    help_ = f"did you mean {near}? " if near else ""
    help_ += f"it has {', '.join(entity.subdivisions)}" if entity.subdivisions else "leave --subdivision out"
    raise UsageError(f"{country} has no subdivision {asked!r} in the library", help=help_)


def _check_years(entity: HolidayBase, country: str, years: Sequence[int]) -> None:
    for year in years:
        if not entity.start_year <= year <= entity.end_year:
            known = f"from {entity.start_year} to {entity.end_year}"
            raise UsageError(
                f"the library knows nothing of {country} in {year}", help=f"ask for years {known}"
            )


def _english(entity: HolidayBase) -> str | None:
    """The country's own English, else American; None where the library has but one language, which is English."""
    own = entity.default_language or ""
    return (
        own if own.startswith("en") else next((x for x in entity.supported_languages if x == "en_US"), None)
    )


def _nearest(asked: str, known: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """The codes whose code or name looks most like what was asked for: `DE (Germany), DK (Denmark)`."""
    folded = {name.casefold(): code for name, code in known.items()}
    close = get_close_matches(asked.casefold()[:100], folded, n=_MOST_NEAR)
    codes = dict.fromkeys(folded[name] for name in close)
    return ", ".join(f"{code} ({titles[code]})" if code in titles else code for code in codes)

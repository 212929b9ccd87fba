"""Word dates for pages in the reader's language: a day as people say it. Times are UTC: a browser tells no zone."""

from datetime import UTC, date, datetime
from gettext import NullTranslations

from chronos.web.words import translatable

MONTHS = (
    translatable("January"), translatable("February"), translatable("March"), translatable("April"),
    translatable("May"), translatable("June"), translatable("July"), translatable("August"),
    translatable("September"), translatable("October"), translatable("November"), translatable("December"),
)  # fmt: skip
WEEKDAYS = (
    translatable("Monday"), translatable("Tuesday"), translatable("Wednesday"), translatable("Thursday"),
    translatable("Friday"), translatable("Saturday"), translatable("Sunday"),
)  # fmt: skip
DAY = translatable("%(day)s %(month)s")
DAY_AND_YEAR = translatable("%(day)s %(month)s %(year)s")

_OF_LAST_DAYS = 7


def word_day(words: NullTranslations, when: datetime, now: datetime | None = None) -> str:
    """Return a past day: today, yesterday, the weekday of the last week, otherwise the date."""
    when, now = when.astimezone(UTC), (now or datetime.now(UTC)).astimezone(UTC)
    days = (now.date() - when.date()).days
    if days in (0, 1):
        return words.gettext("Today") if days == 0 else words.gettext("Yesterday")
    if 1 < days < _OF_LAST_DAYS:
        return words.gettext(WEEKDAYS[when.weekday()])
    return word_date(words, when, now)


def word_date(words: NullTranslations, when: datetime, now: datetime | None = None) -> str:
    """Return a date, with its year unless that is the present one."""
    when, now = when.astimezone(UTC), (now or datetime.now(UTC)).astimezone(UTC)
    return _worded(words, when.date(), is_with_year=when.year != now.year)


def word_time(words: NullTranslations, when: datetime, now: datetime | None = None) -> str:
    """Return a date with its time, which says that it is of UTC; a script shows it in the reader's own zone."""
    return f"{word_date(words, when, now)}, {when.astimezone(UTC):%H:%M} UTC"


def word_calendar_day(words: NullTranslations, day: date, now: datetime | None = None) -> str:
    """Return a day of a school's calendar, with its year unless that is the present one."""
    return _worded(words, day, is_with_year=day.year != (now or datetime.now(UTC)).year)


def word_month(words: NullTranslations, day: date) -> str:
    """Return the month of a day, with its year."""
    return f"{words.gettext(MONTHS[day.month - 1])} {day.year}"


def _worded(words: NullTranslations, day: date, *, is_with_year: bool) -> str:
    month = words.gettext(MONTHS[day.month - 1])
    pattern = words.gettext(DAY_AND_YEAR if is_with_year else DAY)
    return pattern % {"day": day.day, "month": month, "year": day.year}

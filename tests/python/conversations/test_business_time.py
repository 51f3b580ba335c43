"""Business minutes across daylight saving, zones, nights and holidays, against a clock that counts minute by minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from agent_scorecard.conversations.business_time import Hours, open_hours

OFFICE = [
    *(Hours("berlin", "Europe/Berlin", day, "09:00", "17:30") for day in range(1, 6)),
    # the night of both clock changes is worked through: Saturday 22:00 to Sunday 06:00
    Hours("berlin", "Europe/Berlin", 6, "22:00", "06:00"),
    *(Hours("new york", "America/New_York", day, "00:00", "24:00") for day in (6, 7)),
    *(Hours("new york", "America/New_York", day, "08:00", "12:00") for day in range(1, 6)),
    *(Hours("new york", "America/New_York", day, "11:00", "18:00") for day in range(1, 6)),
]
HOLIDAYS = {"berlin": [date(2025, 10, 27)], "(all)": [date(2025, 3, 31)]}
YEAR = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 12, 31, tzinfo=UTC))


def is_open(schedule: str, instant: datetime) -> bool:
    """By the wall clock, minute for minute: nothing in common with the spine but the timetable."""
    for line in OFFICE:
        if line.schedule != schedule:
            continue
        local = instant.astimezone(ZoneInfo(line.time_zone))
        now = f"{local:%H:%M}"
        for day, is_second_half in ((local.date(), False), (local.date() - timedelta(days=1), True)):
            closed_days = [*HOLIDAYS.get(schedule, []), *HOLIDAYS["(all)"]]
            if day.isoweekday() != line.weekday or day in closed_days:
                continue
            is_overnight = line.closes_at <= line.opens_at
            if is_second_half and is_overnight and now < line.closes_at:
                return True
            if not is_second_half and now >= line.opens_at and (is_overnight or now < line.closes_at):
                return True
    return False


@pytest.mark.parametrize("schedule", ["berlin", "new york"])
@pytest.mark.parametrize("day", [date(2025, 3, 9), date(2025, 3, 30), date(2025, 10, 26), date(2025, 11, 2)])
def test_business_minutes_agree_with_the_wall_clock_around_every_clock_change(schedule, day):
    hours = open_hours(OFFICE, HOLIDAYS, *YEAR)[schedule]
    begin = datetime.combine(day - timedelta(days=2), datetime.min.time(), tzinfo=UTC)
    minutes = [begin + timedelta(minutes=minute) for minute in range(5 * 1440)]
    counted = 60 * np.cumsum([is_open(schedule, minute) for minute in minutes])
    ends = np.array([int(minute.timestamp()) + 60 for minute in minutes])
    got = hours.seconds_between(np.full(len(ends), int(begin.timestamp())), ends)
    assert (got == counted).all()


def test_a_night_shift_is_an_hour_shorter_in_spring_and_an_hour_longer_in_autumn():
    hours = open_hours(OFFICE, {}, *YEAR)["berlin"]

    def saturday_to_sunday(month, day):
        zone = ZoneInfo("Europe/Berlin")
        begin = datetime(2025, month, day, 20, tzinfo=zone).timestamp()
        end = datetime(2025, month, day + 1, 20, tzinfo=zone).timestamp()
        return int(hours.seconds_between([int(begin)], [int(end)])[0]) // 60

    assert saturday_to_sunday(3, 22) == 480
    assert saturday_to_sunday(3, 29) == 420
    assert saturday_to_sunday(10, 25) == 540


def test_the_same_two_instants_are_different_business_minutes_in_two_zones():
    office = [
        Hours(name, zone, day, "09:00", "17:00")
        for name, zone in (("east", "America/New_York"), ("west", "America/Los_Angeles"))
        for day in range(1, 6)
    ]
    desks = open_hours(office, {}, *YEAR)
    noon, evening = datetime(2025, 7, 1, 13, tzinfo=UTC), datetime(2025, 7, 1, 18, tzinfo=UTC)
    minutes = {
        name: int(desk.seconds_between([int(noon.timestamp())], [int(evening.timestamp())])[0]) // 60
        for name, desk in desks.items()
    }
    assert minutes == {"east": 300, "west": 120}


def test_overlapping_lines_count_once_and_a_half_hour_clock_change_is_known():
    always = [Hours("island", "Australia/Lord_Howe", day, "00:00", "24:00") for day in range(1, 8)]
    hours = open_hours([*always, *always], {}, *YEAR)["island"]
    begin, end = int(datetime(2025, 4, 1, tzinfo=UTC).timestamp()), int(datetime(2025, 4, 10, tzinfo=UTC).timestamp())
    assert int(hours.seconds_between([begin], [end])[0]) == end - begin


def test_a_schedule_without_hours_in_range_is_never_open():
    hours = open_hours([Hours("monday", "UTC", 1, "09:00", "10:00")], {}, *YEAR)["monday"]
    begin, end = int(datetime(2025, 1, 7, tzinfo=UTC).timestamp()), int(datetime(2025, 1, 8, tzinfo=UTC).timestamp())
    assert int(hours.seconds_between([begin], [end])[0]) == 0


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (Hours("desk", "Europe/Berlyn", 1, "09:00", "17:00"), "no IANA time zone"),
        (Hours("desk", "UTC", 8, "09:00", "17:00"), "a weekday is 1"),
        (Hours("desk", "UTC", 1, "9 o'clock", "17:00"), "no times of day"),
    ],
)
def test_a_wrong_line_of_the_timetable_is_named(line, complaint):
    with pytest.raises(ValueError, match=complaint):
        open_hours([line], {}, *YEAR)

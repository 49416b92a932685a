"""Writes vectors.json: what each clock must return, calculated with Python's datetime and zoneinfo, which share no code with src/.

    python3 packages/clocks/test/make-vectors.py > packages/clocks/vectors.json
"""
import calendar
import json
import random
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

UTC = timezone.utc
# West to east. Half hours, no clock changes (Phoenix, Regina, Honolulu), changes at midnight (Havana), of two hours (Troll) and of half an
# hour (Lord Howe), the Arctic, both sides of the date line, and the southern hemisphere.
ZONES = [
    "Pacific/Pago_Pago", "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Phoenix", "America/Denver",
    "America/Regina", "America/Chicago", "America/New_York", "America/Iqaluit", "America/Havana", "America/Halifax", "America/St_Johns",
    "America/Nuuk", "UTC", "Arctic/Longyearbyen", "Antarctica/Troll", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland",
    "Pacific/Kiritimati",
]
DAYS = [
    "2024-02-28", "2024-02-29", "2024-03-01", "2023-02-28", "2023-11-30", "2023-11-29", "2024-12-31", "2025-01-01", "2025-01-10",
    "2025-01-31", "2025-03-08", "2025-03-09", "2025-03-31", "2025-04-01", "2025-06-30", "2025-07-01", "2025-09-30", "2025-10-01",
    "2025-11-01", "2025-11-02", "2025-12-31", "2019-02-28", "2019-03-01", "2025-03-30", "2025-10-26", "2025-08-31",
]
DAY_CODES = ["CM15", "CM24", "CM30", "CM36", "CM60", "CM1", "CQ", "CD15", "CD35", "AFTER7D", "AFTER30D", "AFTER35D", "AFTER60D",
             "AFTER90D", "AFTER120D", "AFTER180D", "AFTER1D", "EONCD", "Y7", "KEEP90D", "PLANDATE"]
MOMENT_CODES = ["AFTER15MIN", "AFTER1H", "AFTER24H", "AFTER10H"]

ONE_DAY = timedelta(days=1)


def add_months(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_end(day):
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def start_of(day, zone):
    """The first moment of a local day: 00:00, or the end of the gap that swallowed it."""
    wall = datetime.combine(day, time(), ZoneInfo(zone))
    moment = wall.astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).date() != day or moment.astimezone(ZoneInfo(zone)).time() != time():
        # In a gap, the offset before it gives a moment past the gap's end by as much as 00:00 is past its start.
        low, high = moment - timedelta(hours=30), moment + timedelta(hours=30)
        while high - low > timedelta(seconds=1):
            middle = low + (high - low) / 2
            if middle.astimezone(ZoneInfo(zone)).date() < day:
                low = middle
            else:
                high = middle
        moment = high.replace(microsecond=0)
    return moment


def text(moment, zone):
    return moment.astimezone(ZoneInfo(zone)).replace(microsecond=0).isoformat()


def zulu(moment):
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def clock(code, trigger, zone, settings):
    """Returns from, alert, hard as days or moments, and the moments between the states."""
    alert_days = settings.get("alertDays", 14)

    def days(first, hard, alert=None, span=None):
        if alert is None:
            span = (hard - first).days if first else None
            alert = hard - timedelta(days=min(alert_days, span // 2) if first else alert_days)
        return dict(first=first and str(first), alert=str(alert), hard=str(hard), to=str(hard),
                    opens=first and start_of(first, zone), alerts=start_of(alert, zone), late=start_of(hard + ONE_DAY, zone))

    if code in MOMENT_CODES:
        begin = datetime.fromisoformat(trigger)
        length = timedelta(**{"minutes" if code.endswith("MIN") else "hours": int(code[5:].rstrip("MINH"))})
        hard = begin.astimezone(UTC) + length
        alert = hard - min(timedelta(days=alert_days), length / 2)
        return dict(first=text(begin, zone), alert=text(alert, zone), hard=text(hard, zone), to=text(hard, zone),
                    opens=begin, alerts=alert, late=hard + timedelta(microseconds=1))
    day = date.fromisoformat(trigger) if len(trigger) == 10 else datetime.fromisoformat(trigger).astimezone(ZoneInfo(zone)).date()
    if code == "CQ":
        first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        return days(first, month_end(add_months(first, 2)))
    if code.startswith("CM"):
        same = add_months(day, int(code[2:]))
        if settings.get("calendarMonthReading") == "same_day":
            return days(day, same)
        return days(day, month_end(same), alert=same)
    if code == "EONCD":
        # The local date at the first moment of the next day, which a change of the date line can skip.
        after = start_of(day + ONE_DAY, zone).astimezone(ZoneInfo(zone)).date()
        found = days(day, after, alert=after)
        last = text(start_of(after + ONE_DAY, zone) - timedelta(seconds=1), zone)
        return {**found, "first": text(start_of(day, zone), zone), "alert": text(start_of(after, zone), zone), "hard": last, "to": last}
    if code == "Y7":
        return days(day, add_months(day, 84))
    if code == "PLANDATE":
        return days(None, day)
    if code == "KEEP90D":
        last = day + timedelta(days=90)
        return dict(first=str(day), alert=None, hard=None, to=str(last), opens=start_of(day, zone), alerts=None,
                    late=start_of(last + ONE_DAY, zone))
    return days(day, day + timedelta(days=int("".join(c for c in code if c.isdigit()))))


def vector(code, trigger, zone, now, performed=None, settings=None):
    found = clock(code, trigger, zone, settings or {})
    opens, alerts, late = found["opens"], found["alerts"], found["late"]
    state = "upcoming" if opens and now < opens else "open"
    if state == "open" and alerts and now >= alerts:
        state = "alert"
    if now >= late:
        state = "met" if code.startswith("KEEP") else "overdue"
    if performed is not None:
        if code in MOMENT_CODES:
            done = datetime.fromisoformat(performed)
        elif len(performed) == 10:
            done = start_of(date.fromisoformat(performed), zone)
        else:
            done = start_of(datetime.fromisoformat(performed).astimezone(ZoneInfo(zone)).date(), zone)
        if code != "CQ" or opens <= done < late:
            state = "met" if done < late else "met_late"
    given = dict(cadence=code, trigger=trigger, zone=zone, now=zulu(now))
    if settings:
        given["settings"] = settings
    if performed:
        given["performedAt"] = performed
    return dict(**given, expected=dict(alertDue=found["alert"], hardDue=found["hard"], window={"from": found["first"], "to": found["to"]},
                                       state=state))


def around(random_, code, trigger, zone, settings):
    """A moment at which the state changes, or a second before it, or far from all of them."""
    found = clock(code, trigger, zone, settings)
    edges = [moment for moment in (found["opens"], found["alerts"], found["late"]) if moment]
    edge = random_.choice(edges)
    if code in MOMENT_CODES:
        edge = edge.replace(microsecond=0)
        return edge + timedelta(seconds=random_.choice([0, 1, -1, 3600]))
    return edge + timedelta(seconds=random_.choice([0, -1, 0, -1, 40 * 86400, -3 * 86400]))


def trigger_for(random_, code, zone):
    day = date.fromisoformat(random_.choice(DAYS))
    if code in MOMENT_CODES or random_.random() < 0.25:
        wall = datetime.combine(day, time(random_.choice([0, 1, 2, 3, 12, 22, 23]), random_.choice([0, 30, 59])), UTC)
        return zulu(wall) if random_.random() < 0.5 else text(wall, zone)
    return str(day)


def main():
    random_ = random.Random(2026)
    vectors = []
    for code in DAY_CODES + MOMENT_CODES:
        for index in range(28):
            zone = ZONES[(index * 5 + len(vectors)) % len(ZONES)]
            settings = {}
            if code.startswith("CM") and index % 3 == 0:
                settings["calendarMonthReading"] = "same_day"
            if index % 7 == 3:
                settings["alertDays"] = random_.choice([0, 1, 30, 400])
            trigger = trigger_for(random_, code, zone)
            now = around(random_, code, trigger, zone, settings)
            found = clock(code, trigger, zone, settings)
            performed = None
            if index % 4 == 1 and not code.startswith("KEEP") and found["opens"]:
                done = found["late"].replace(microsecond=0) + random_.choice([timedelta(0), -ONE_DAY / 2, ONE_DAY, timedelta(seconds=-1)])
                done = max(done, found["opens"])
                if code in MOMENT_CODES:
                    performed = text(done, zone)
                else:
                    performed = text(done, zone) if index % 8 == 1 else str(done.astimezone(ZoneInfo(zone)).date())
                now = done + timedelta(days=random_.choice([1, 30, 400]))
            vectors.append(vector(code, trigger, zone, now, performed, settings))
    # Pacific/Apia had no 2011-12-30.
    for trigger in ["2011-12-28", "2011-12-29", "2011-12-31"]:
        edges = clock("EONCD", trigger, "Pacific/Apia", {})
        for now in [edges["alerts"] - timedelta(seconds=1), edges["alerts"], edges["late"] - timedelta(seconds=1), edges["late"]]:
            vectors.append(vector("EONCD", trigger, "Pacific/Apia", now))
    lines = ",\n".join("  " + json.dumps(entry) for entry in vectors)
    print("[\n" + lines + "\n]")


main()

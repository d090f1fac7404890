"""Odoo logs warnings instead of failing: an install or a run that warns is not clean."""

import re

# (pattern, why it is no fault of ours)
_IGNORED = (
    (r"Running as user 'root'", "the test machine's choice"),
    (r"Having more than .* chart templates|chart of accounts", "Odoo's own localisation chatter"),
    (r"unittest-style at_install", "Odoo's test loader"),
    (
        r"Missing or unreadable .*static/description",
        "the Debian package strips some of Odoo's own pictures",
    ),
    (
        r"bad query: [\s\S]*could not serialize access",
        "Odoo tries again; what fails for good is logged once more, as another error",
    ),
)
_LINE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (\w+) \S+ ")
_ERRORS = ("ERROR", "CRITICAL")
_ALL = ("WARNING", *_ERRORS)


def problems(log, start=0, *, errors_only=False):
    """Return the warnings and errors of a log, each with the lines that belong to it.

    :param Path log: an Odoo log file.
    :param int start: byte to start reading at.
    :param bool errors_only: leave out warnings, which a server that is sent nonsense on purpose must write.
    """
    try:
        with open(log, errors="replace") as handle:
            handle.seek(start)
            lines = handle.read().splitlines()
    except FileNotFoundError:
        return ""
    wanted = _ERRORS if errors_only else _ALL
    return "\n".join(entry for entry in _entries(lines) if _counts(entry, wanted))


def _entries(lines):
    """Yield each log entry with the lines that belong to it."""
    entry = []
    for line in lines:
        if re.match(r"^\d{4}-\d\d-\d\d ", line) and entry:
            yield "\n".join(entry)
            entry = []
        entry.append(line)
    if entry:
        yield "\n".join(entry)


def _counts(entry, levels):
    found = _LINE.match(entry)
    return bool(
        found
        and found[1] in levels
        and not any(re.search(pattern, entry) for pattern, _why in _IGNORED)
    )

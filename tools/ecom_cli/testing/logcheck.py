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
    kept, keeping = [], False
    for line in lines:
        if re.match(r"^\d{4}-\d\d-\d\d ", line):
            entry = _LINE.match(line)
            keeping = bool(entry and entry[1] in (_ERRORS if errors_only else _ALL)) and not any(
                re.search(p, line) for p, _why in _IGNORED
            )
        if keeping:
            kept.append(line)
    return "\n".join(kept)

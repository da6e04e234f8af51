"""Letters: of file names, and of what the terminal shows."""

from __future__ import annotations

import codecs
import sys

from cjmsite.doctor.finding import Finding, good, problem, remark


def check() -> list[Finding]:
    """Whether every letter arrives. Files are read and written in UTF-8 whatever is set here."""
    if not _is_utf8(names := sys.getfilesystemencoding()):
        mend = "set LANG to a UTF-8 locale, like C.UTF-8, or PYTHONUTF8=1"
        return [problem("letters", f"names of files are read as {names}: a name with an accent may not be found", mend)]
    shown = getattr(sys.stdout, "encoding", None) or "ascii"
    if not _is_utf8(shown):
        message = f"the terminal shows {shown}: letters that it does not have are shown as others"
        return [remark("letters", message, "set LANG to a UTF-8 locale, like C.UTF-8, or PYTHONIOENCODING=utf-8")]
    return [good("letters", "UTF-8")]


def _is_utf8(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name == "utf-8"
    except LookupError:
        return False

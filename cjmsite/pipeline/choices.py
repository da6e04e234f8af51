"""What a person chooses: the file of settings, and for a run, by the names under which queries read it."""

SETTINGS_FILE = "cjmsite.yaml"

LOCAL_CODE = "local_code"
DRAFTS = "drafts"
TODAY = "today"
BASE_URL = "base_url"

SHELF = "shelf"
"""Where made pages are put until they are published, or None. No answer depends on it."""

MUCH = "much"
"""Whether most pages are to be made in this run. No answer depends on it."""

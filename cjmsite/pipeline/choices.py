"""What a person chooses: the file of settings, and for a run, by the names under which queries read it."""

SETTINGS_FILE = "cjmsite.yaml"

LOCAL_CODE = "local_code"
DRAFTS = "drafts"
TODAY = "today"
BASE_URL = "base_url"

VERSIONS = "asset_versions"
"""Whether addresses carry a version. A preview takes new styles over in place: its pages must not change with them."""

SHELF = "shelf"
"""Where made pages are put until they are published, or None. No answer depends on it."""

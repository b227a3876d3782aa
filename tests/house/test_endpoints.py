"""Each page that code and templates lead to exists."""

import re

from tests.application import application
from tests.checkout import files, read

URL_FOR = re.compile(r"""url_for\(\s*["']((?:staff|portal|public|status)\.\w+)["']""")


def test_every_page_that_is_named_exists(sqlite_database, tmp_path, sandbox, mailbox):
    with application(sqlite_database, tmp_path, sandbox, mailbox) as app:
        known = {rule.endpoint for rule in app.url_map.iter_rules()}
    named = {
        (str(path), name)
        for pattern in ("donations/web/**/*.py", "templates/**")
        for path in files(pattern)
        for name in URL_FOR.findall(read(path))
    }
    assert len(named) > 100
    assert [(path, name) for path, name in sorted(named) if name not in known] == []

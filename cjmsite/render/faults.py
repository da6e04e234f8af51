"""Everything that is wrong with a site, the pages that cannot be made among it."""

from __future__ import annotations

from collections.abc import Set

from cjmsite.diagnostics import Diagnostic, Span, error
from cjmsite.pipeline import configuration, findings
from cjmsite.query import Database, query
from cjmsite.render import disclosure, exports, outputs, results
from cjmsite.write import address


def everything(db: Database) -> tuple[Diagnostic, ...]:
    """Every finding, judged by the site's own severities."""
    found = [*findings.of_configuration(db), *findings.of_content(db)]
    if configuration.configuration(db).wrong:
        return findings.judged(db, found)  # what follows would only repeat that the settings are wrong
    found += findings.of_numbers(db)
    found += findings.of_rules(db)
    found += of_addresses(db, {f.span.path for f in found if f.span and f.code in ("reserved-name", "bad-file-name")})
    for output in results.outputs(db):
        if not output.is_copy:
            found += results.problems(db, output.url)
    found += disclosure.of_site_file(db)
    return findings.judged(db, found)


@query
def of_outputs(db: Database) -> tuple[Diagnostic, ...]:
    """What is wrong with the addresses that pages and exports want."""
    return (*outputs.clashes(db), *outputs.alias_problems(db), *exports.problems(db))


def of_addresses(db: Database, told: Set[str]) -> list[Diagnostic]:
    """Outputs that clash or cannot be files everywhere; of a source in `told` the reason is known already."""
    found = [*of_outputs(db)]
    sources = {output.url: output.source for output in results.outputs(db)}
    for url, source in sources.items():
        if source not in told and (reason := address.fault(url)):
            span = Span(source) if source else None
            found.append(error("bad-address", f"the address `{url}` {reason}", span, "choose another name"))
    if pair := address.file_and_folder(sources):
        file, below = (f"`{url}` (from `{sources[url]}`)" if sources[url] else f"`{url}`" for url in pair)
        source = sources[pair[1]] or sources[pair[0]]
        message = f"{file} would be a file, and the folder of {below}"
        found.append(error("output-clash", message, Span(source) if source else None, "rename one of them"))
    return found

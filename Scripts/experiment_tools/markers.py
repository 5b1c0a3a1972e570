"""Tables in documents: what stands between `<!-- table: NAME -->` and `<!-- end -->`."""
import re

from .questions import REPOSITORY
from .tables import TABLES

BEGIN, END = re.compile(r"<!-- table: (\S+) -->"), "<!-- end -->"


def documents():
    """Every Markdown file of the repository that has such a table."""
    paths = [*REPOSITORY.glob("*.md")]
    for folder in ["Benchmarks", "Datasets", "Documentation", "Experiments", "Sources", "Tests"]:
        paths += (REPOSITORY / folder).rglob("*.md")
    return [path for path in sorted(paths) if "runs" not in path.relative_to(REPOSITORY).parts and BEGIN.search(path.read_text())]


def tables(path):
    """Each table of a document: its name, and the lines from first (after the marker) to last (the end)."""
    lines = path.read_text().splitlines()
    where = path.relative_to(REPOSITORY)
    index = 0
    while index < len(lines):
        begin = BEGIN.fullmatch(lines[index])
        if begin:
            name = begin[1]
            if name not in TABLES:
                raise ValueError(f"{where}: there is no table '{name}'; the tables are {', '.join(TABLES)}")
            last = next((other for other in range(index + 1, len(lines)) if lines[other] == END), None)
            if last is None:
                raise ValueError(f"{where}: table {name} has no '{END}'")
            yield name, index + 1, last
            index = last
        index += 1


def rewrite(path):
    """Writes the tables of a document anew; returns whether something changed."""
    text = path.read_text()
    lines = text.splitlines()
    for name, first, last in reversed(list(tables(path))):
        lines[first:last] = TABLES[name]()
    new = "".join(f"{line}\n" for line in lines)
    if new != text:
        path.write_text(new)
    return new != text


def difference(path):
    """One sentence about the first line of a table that is not what results.csv makes of it; None if all are."""
    lines = path.read_text().splitlines()
    for name, first, last in tables(path):
        found, expected = lines[first:last], TABLES[name]()
        for index in range(max(len(found), len(expected))):
            one, other = (side[index] if index < len(side) else "nothing" for side in (found, expected))
            if one != other:
                where = f"{path.relative_to(REPOSITORY)}, line {first + index + 1}, table {name}"
                return f"{where}: expected '{other}', found '{one}'"
    return None

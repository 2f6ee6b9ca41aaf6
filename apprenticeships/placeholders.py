"""Named placeholders in the texts of letters: {Name}, {Beruf}. No template language.

One regular expression finds them. What stands in braces and begins with a letter is a placeholder and must
be in the list of its kind; every other brace is an ordinary sign. Values are put in once: a value that
looks like a placeholder stays what it is.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from apprenticeships.states.letters import FACTS
from portal.documents import Facts, Heading, Items, Paragraph, Part

PLACEHOLDER = re.compile(r"\{([^\W\d_][\w -]*)\}")


def names_in(text: str) -> list[str]:
    """The placeholders of a text, in their order, each once."""
    return list(dict.fromkeys(PLACEHOLDER.findall(text)))


def unknown_in(text: str, allowed: Iterable[str]) -> list[str]:
    """The placeholders of a text that are not among `allowed`."""
    known = set(allowed)
    return [name for name in names_in(text) if name not in known]


def facts_inside_a_line(text: str) -> bool:
    """Whether the table of facts is asked for in the middle of a line, where no table can stand."""
    mark = f"{{{FACTS}}}"
    return any(mark in line and line.strip() != mark for line in text.splitlines())


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced; one without a value stays as it stands."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def parts_of(text: str, values: Mapping[str, str], facts: Sequence[tuple[str, str]] = ()) -> list[Part]:
    """The body of a letter as parts of a document.

    Empty lines part paragraphs, lines that all begin with "- " are a list, "## " begins a heading,
    {Angaben} in a line of its own is the table of `facts`. Read before values are put in, so that a value
    is only ever text.
    """
    found: list[Part] = []
    for block in _blocks(text):
        if block == f"{{{FACTS}}}":
            found.append(Facts(list(facts)))
        elif block.startswith("## ") and "\n" not in block:
            found.append(Heading(fill(block[3:], values)))
        elif all(line.startswith("- ") for line in block.split("\n")):
            found.append(Items([fill(line[2:], values) for line in block.split("\n")]))
        else:
            found.append(Paragraph(fill(block, values)))
    return found


def _blocks(text: str) -> list[str]:
    """The text cut at empty lines, and around each line that is {Angaben} or a heading."""
    blocks: list[list[str]] = [[]]
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = line.rstrip()
        alone = line == f"{{{FACTS}}}" or line.startswith("## ")
        begins_or_ends_list = bool(blocks[-1]) and blocks[-1][-1].startswith("- ") != line.startswith("- ")
        if not line or alone or begins_or_ends_list:
            blocks.append([])
        if line:
            blocks[-1].append(line)
        if alone:
            blocks.append([])
    return ["\n".join(lines) for lines in blocks if lines]

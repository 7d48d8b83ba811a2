"""Sentence templates: choices, non-terminals and slots that become marked spans.

A template is plain Chinese with

- `[a|b|]` one of several wordings (nested), `<name>` a wording drawn from the list `name`;
- `{x}` a mention of the object x of the scope, `{x>y}` one that is a part of y, `{x&支出}` one
  with a word that belongs to the name there, `{=name}` a budget line that is only mentioned,
  `{x}` of a string the string itself;
- `{x.field}` a figure, direction word or reason of x, `{x+y.field}` one that both share,
  `{x.share/y}` a share and its whole;
- `{xs:list<y}` all of xs, each by one template of the list, as parts of y;
- `«…»` an ACHIEVEMENT, `⏎` a line break.

What heads a figure is the last mention of its object in the same template, so that every relation
stands in the words that were written for it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from training.synthesis.style import Style

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_NAME = re.compile(r"<([a-z_]+)>")
_MENTION = re.compile(r"\{(\w+)(?:&\w+)?(?:>\w+)?\}")
_SLOT = re.compile(r"\{([^{}]+)\}")
SEPARATORS = ("、", "，", "，", "；")


class Unfit(Exception):  # noqa: N818  (no error: the signal to try another template)
    """A template asks for what its objects do not have (a rate of nothing, a move of zero)."""


class Subject(Protocol):
    """What a template can speak of: a budget line or an indicator."""

    letter: str

    def mention(self, chance: random.Random) -> str: ...

    def say(self, what: str, writer: Writer, other: Subject | None) -> Spoken: ...


@dataclass(frozen=True)
class Spoken:
    """What a slot puts into the text: plain words, or a span and the relation to its head."""

    text: str
    letter: str = ""
    relation: str = ""
    rest: tuple[Spoken, ...] = ()  # further figures of the same head


Scope = Mapping[str, Any]


@dataclass
class Heads:
    """The last mention of each object, and those promised to a figure that stands before it."""

    keys: dict[int, str] = field(default_factory=dict)
    promised: dict[int, str] = field(default_factory=dict)
    later: list[int] = field(default_factory=list)  # mentions of this template still to come


def _get(scope: Scope, name: str) -> Any:
    """What a template calls `name`; templates are skipped where the report has no such thing."""
    if name not in scope:
        raise Unfit(name)
    return scope[name]


@dataclass
class Writer:
    """Renders templates of one document; ids go on counting through all of it."""

    chance: random.Random
    style: Style
    grammar: Mapping[str, Sequence[str]]
    words: dict[str, Sequence[str]] = field(default_factory=dict)
    base: dict[str, Any] = field(default_factory=dict)  # what every scope holds
    numbers: dict[str, int] = field(default_factory=dict)
    # Changes a figure that was about to be written (plants an error); None leaves it.
    meddle: Callable[[Subject, str, Spoken], Spoken] | None = None
    _unused: dict[str, list[str]] = field(default_factory=dict)

    def draw(self, name: str) -> str:
        """A wording of the list; all are used once before one comes again."""
        rest = self._unused.get(name)
        if not rest:
            rest = list(self.words.get(name) or self.grammar[name])
            self.chance.shuffle(rest)
            self._unused[name] = rest
        return rest.pop()

    def any(self, name: str, **scope: Any) -> str:
        """Render some template of the list that fits the objects.

        Raises:
            Unfit: where none does.
        """
        options = list(self.grammar[name])
        self.chance.shuffle(options)
        for option in options:
            try:
                return self.render(option, scope)
            except Unfit:
                continue
        raise Unfit(name)

    def maybe(self, name: str, **scope: Any) -> str:
        """`any`, or nothing where no template fits."""
        try:
            return self.any(name, **scope)
        except Unfit:
            return ""

    def render(self, template: str, scope: Scope) -> str:
        """Fill in one template.

        Raises:
            Unfit: where an object lacks what the template asks for.
        """
        return self._fill(self.expand(template), {**self.base, **scope}, Heads())

    def expand(self, template: str) -> str:
        """Settle choices and non-terminals, inner choices first."""
        while True:
            match = _CHOICE.search(template)
            if match:
                wording = self.chance.choice(match[1].split("|"))
            elif match := _NAME.search(template):
                wording = self.draw(match[1])
            else:
                return template
            template = template[: match.start()] + wording + template[match.end() :]

    def span(self, letter: str, text: str, *clauses: str, key: str = "") -> str:
        """A marked span, with an id of its own unless one is given."""
        return f"⟦{' '.join((key or self.key(letter), *clauses))}|{text}⟧"

    def key(self, letter: str) -> str:
        self.numbers[letter] = self.numbers.get(letter, 0) + 1
        return f"{letter}{self.numbers[letter]}"

    def _fill(self, template: str, scope: Scope, heads: Heads) -> str:
        parts = []
        position = 0
        mentions = _MENTION.findall(template)
        heads.later = [id(_get(scope, name)) for name in mentions] + heads.later
        for match in _SLOT.finditer(template):
            parts += [template[position : match.start()], self._slot(match[1], scope, heads)]
            position = match.end()
        filled = "".join((*parts, template[position:]))
        return filled.replace("«", "⟦a|").replace("»", "⟧").replace("⏎", "\n")

    def _head(self, subject: Subject, heads: Heads) -> str:
        """The id of the mention that a figure or part belongs to.

        Raises:
            Unfit: where the template does not mention the object at all.
        """
        number = id(subject)
        if number in heads.keys:
            return heads.keys[number]
        if number not in heads.later:
            raise Unfit(subject.letter)
        return heads.promised.setdefault(number, "") or self._promise(subject, heads)

    def _promise(self, subject: Subject, heads: Heads) -> str:
        heads.promised[id(subject)] = self.key(subject.letter)
        return heads.promised[id(subject)]

    def _slot(self, slot: str, scope: Scope, heads: Heads) -> str:
        if slot.startswith("="):
            return self.span("c", slot[1:])
        if ":" in slot:
            return self._list(slot, scope, heads)
        if "." in slot:
            return self._figure(slot, scope, heads)
        name, _, whole = slot.partition(">")
        name, _, ending = name.partition("&")
        subject = _get(scope, name)
        if id(subject) in heads.later:
            heads.later.remove(id(subject))
        if isinstance(subject, str):
            return str(subject)
        text: str = subject.mention(self.chance)
        if ending and not text.endswith(("支出", "收入", ending)):
            text += ending
        clauses = [f"po>{self._head(_get(scope, whole), heads)}"] if whole else []
        key = heads.promised.pop(id(subject), "") or self.key(subject.letter)
        heads.keys[id(subject)] = key
        return self.span(subject.letter, text, *clauses, key=key)

    def _list(self, slot: str, scope: Scope, heads: Heads) -> str:
        names, _, rest = slot.partition(":")
        listing, _, whole = rest.partition("<")
        template = self.expand(self.draw(listing))
        separator = "、" if "figureless" in listing else self.chance.choice(SEPARATORS)
        if template.endswith("；"):
            template, separator = template[:-1], "；"
        inner = {**scope, **({"whole": _get(scope, whole)} if whole else {})}
        return separator.join(
            self._fill(template, {**inner, "it": item}, heads) for item in _get(scope, names)
        )

    def _figure(self, slot: str, scope: Scope, heads: Heads) -> str:
        names, _, what = slot.partition(".")
        subjects = [_get(scope, name) for name in names.split("+")]
        what, _, other = what.partition("/")
        base = _get(scope, other) if other else None
        spoken: Spoken = subjects[0].say(what, self, base)
        if not spoken.letter:
            return spoken.text
        if self.meddle:
            spoken = self.meddle(subjects[0], what, spoken)
        clauses = [f"{spoken.relation}<{self._head(subject, heads)}" for subject in subjects]
        if base is not None and spoken.relation == "sh":
            clauses.append(f"sb>{self._head(base, heads)}")
        text = self.span(spoken.letter, spoken.text, *clauses)
        for more in spoken.rest:
            text += self.span(more.letter, more.text, *clauses) if more.letter else more.text
        return text

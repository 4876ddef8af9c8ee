"""What may stand in an expression at all, looked at sign by sign before anything is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import Token, TokenType
from sqlglot.errors import TokenError

from yichuang.core.rules.dialect import RULES
from yichuang.core.rules.errors import Origin, RuleCode, RuleError, with_near
from yichuang.core.rules.functions import BUILT_IN, FUNCTIONS, OVER_MEMBERS
from yichuang.core.words import N_, Sentence

MOST_CHARACTERS = 10_000
MOST_TOKENS = 1_000
MOST_LEVELS = 16
"""How deep brackets, CASE, NOT and signs may be nested."""

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NUMBER = re.compile(r"[0-9]{1,30}(\.[0-9]{1,30})?")
_SIGNS = frozenset({"=", "<>", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "(", ")", ","})
_WORDS_BEFORE_BRACKET = frozenset(
    {"and", "or", "not", "in", "between", "case", "when", "then", "else", "like", "from", "where"}
)
_CALLED = (*FUNCTIONS, *BUILT_IN, *OVER_MEMBERS)
#: After these a sign or a word begins a value, so that NOT and - are prefixes there.
_OPENS = frozenset(
    {"", "(", ",", "and", "or", "not", "when", "then", "else", "case", "between", "in", "like", "from", "where"}
) | (_SIGNS - {")"})


class Gate:
    """Looks at one text; `check` raises `RuleError` at the first sign that has no place in a rule."""

    def __init__(self, text: str, origin: Origin) -> None:
        self.text = text
        self.origin = origin

    def error(self, code: RuleCode, at: int, template: str, **params: object) -> RuleError:
        """An error at the character ``at``."""
        return RuleError(code, self.origin, self.text, at, Sentence(template, params))

    def check(self) -> None:
        """Let the text through, or say what cannot stand there."""
        if not self.text.strip():
            raise self.error("empty", 0, N_("There is no expression."))
        if len(self.text) > MOST_CHARACTERS:
            raise self.error(
                "long", 0, N_("The expression is too long: at most %(most)s characters."), most=MOST_CHARACTERS
            )
        tokens = self._tokens()
        if len(tokens) > MOST_TOKENS:
            at = tokens[MOST_TOKENS].start
            raise self.error(
                "long", at, N_("The expression is too long: at most %(most)s words and signs."), most=MOST_TOKENS
            )
        self._gaps(tokens)
        for token, following in zip(tokens, [*tokens[1:], None], strict=True):
            self._token(token, following)
        self._levels(tokens)

    def _tokens(self) -> list[Token]:
        if (at := self.text.find("\0")) >= 0:
            raise self.error("character", at, N_("There is a sign here that has no meaning in a rule."))
        try:
            return list(RULES.tokenize(self.text))
        except TokenError:
            raise self._unfinished() from None

    def _unfinished(self) -> RuleError:
        """What the tokenizer stumbled over: a comment or a text without end."""
        comment = self.text.find("/*")
        quotes = [at for at, sign in enumerate(self.text) if sign == "'"]
        if comment >= 0 and (not quotes or comment < quotes[0]):
            return self._comment(comment)
        at = quotes[-1] if len(quotes) % 2 else max(self.text.find('"'), 0)
        return self.error("quote", at, N_("A text begins here and never ends: the closing quote is missing."))

    def _comment(self, at: int) -> RuleError:
        return self.error("comment", at, N_("A rule has no comments: what is to be said of it stands beside it."))

    def _gaps(self, tokens: list[Token]) -> None:
        """Between words and signs is nothing but plain white space: no comment, no look-alike blank."""
        end = 0
        for start, following in [*((token.start, token.end + 1) for token in tokens), (len(self.text), 0)]:
            gap = self.text[end:start]
            if rest := gap.lstrip(" \t\r\n"):
                at = start - len(rest)
                if rest.startswith(("--", "/*")):
                    raise self._comment(at)
                raise self.error("character", at, N_("There is a sign here that has no meaning in a rule."))
            end = following

    def _token(self, token: Token, following: Token | None) -> None:
        written = self.text[token.start : token.end + 1]
        if token.token_type == TokenType.STRING and written.startswith("'"):
            return
        if token.token_type == TokenType.NUMBER:
            joined = following is not None and following.start == token.end + 1 and _WORD.match(following.text)
            if joined or not _NUMBER.fullmatch(written):
                raise self.error("number", token.start, N_("Write a number as 16 or 0.85."))
            return
        if _WORD.fullmatch(written):
            self._word(token.start, written.lower(), following)
        elif written == ";":
            raise self.error("several", token.start, N_("A rule is one expression: “;” has no place in it."))
        elif written.startswith('"'):
            raise self.error(
                "quote", token.start, N_("A fact is written without quotes, a text in single ones: 'text'.")
            )
        elif written == "::":
            raise self.error(
                "unsupported", token.start, N_("A rule has no casts. A date is written: date '2026-01-31'.")
            )
        elif written not in _SIGNS or (written == "!=" and self.text[token.end + 1 : token.end + 2] in ("-", "+")):
            # PostgreSQL reads != and a sign after it as one word.
            raise self.error(
                "unsupported", token.start, N_("“%(text)s” is no part of the rule language."), text=written
            )

    def _word(self, at: int, word: str, following: Token | None) -> None:
        called = following is not None and following.text == "("
        if not called or word in _WORDS_BEFORE_BRACKET or word in _CALLED:
            return
        problem = Sentence(N_("There is no function “%(name)s”."), {"name": word})
        problem = with_near(problem, word, _CALLED)
        raise RuleError("function", self.origin, self.text, at, problem)

    def _levels(self, tokens: list[Token]) -> None:
        brackets: list[int] = []
        cases = 0
        for token, prefixes in zip(tokens, self._prefixes(tokens), strict=True):
            word = token.text.lower() if token.token_type != TokenType.STRING else ""
            if word == "(":
                brackets.append(token.start)
            elif word == ")":
                if not brackets:
                    raise self.error("bracket", token.start, N_("This bracket closes what was never opened."))
                brackets.pop()
            cases += (word == "case") - (word == "end")
            if len(brackets) + max(cases, 0) + prefixes > MOST_LEVELS:
                raise self.error(
                    "deep", token.start, N_("This is nested too deeply: at most %(most)s levels."), most=MOST_LEVELS
                )
        if brackets:
            raise self.error("bracket", brackets[-1], N_("This bracket is never closed."))

    def _prefixes(self, tokens: list[Token]) -> Iterator[int]:
        """For each token, how many NOTs and signs stand in a row up to it."""
        run, before = 0, ""
        for token in tokens:
            word = token.text.lower() if token.token_type != TokenType.STRING else "'"
            run = run + 1 if word in ("not", "-", "+") and before in _OPENS else 0
            yield run
            before = word

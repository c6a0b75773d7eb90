"""Words of a note that may tell who spoke: shown to its writer, who changes or keeps them, and written down nowhere."""

import re
from collections.abc import Callable, Iterable, Iterator

from measures.analysis.sides import sides_of
from measures.models import PARTICIPANTS, AttributionRule, DialogueSession, Party
from measures.models.sessions import stricter_rule

PERSON = (
    r"(?:participant|colleague|counterpart|delegate|expert|official|scholar|academic|professor|researcher|scientist|"
    r"analyst|diplomat|ambassador|officer|general|admiral|colonel|commander|minister|director|adviser|advisor|envoy|"
    r"negotiator|speaker|representative|interlocutor|member|chair|co-chair)s?"
)
SAID = (
    r"(?:said|says|stated|argued|noted|suggested|proposed|asked|replied|answered|objected|insisted|maintained|believed|believes|"
    r"thought|felt|agreed|disagreed|expressed|raised|stressed|emphasi[sz]ed|warned|rejected|offered|explained|conceded|"
    r"admitted|complained|doubted|wanted|wondered|pointed out)"
)
TITLED = r"(?:Professor|Prof\.|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|Ambassador|General|Gen\.|Admiral|Adm\.|Colonel|Col\.|Minister)"
PERSON_ZH = (
    "(?:学者|专家|官员|代表(?!团)|与会者|参会者|与会人士|人士|同事|同行|教授|研究员|科学家|分析人士|外交官|大使|参赞|军官|将军|上将|中将|少将|"
    "部长|司长|主任|顾问|发言人|主席|成员)"
)
SAID_ZH = "(?:表示|认为|指出|强调|提出|建议|主张|回应|答复|反对|不同意|同意|质疑|解释|承认|希望|要求|称|说)"
SURNAME = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范石姚谭廖邹"
    "熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
)
TITLED_ZH = "(?:教授|博士|先生|女士|大使|将军|上将|中将|少将|部长|司长|主任|院长|所长|研究员)"
# What else people call a state, where its name and adjective do not say it.
ALSO_CALLED = {"US": ("American", "US", "USA"), "CN": ("PRC",), "RU": ("Russian",), "GB": ("British", "UK")}


def attribution_finder(parties: Iterable[Party], *, rule: str, names: Iterable[str] = ()) -> Callable[[str], list[str]]:
    """A function that finds the words of a text that may tell who spoke, as far as the rule forbids that.

    `parties` are those whose people may have been there, `names` those of accounts in the circle. On the record it
    finds nothing; if sides may be named, it finds persons; else also what a side is said to have said.
    """
    patterns = list(patterns_under(rule, list(parties), [name for name in names if name.strip()]))

    def find(text: str) -> list[str]:
        found = [match for pattern in patterns for match in pattern.finditer(text)]
        found.sort(key=lambda match: (match.start(), -match.end()))
        return list(dict.fromkeys(match.group().strip() for match in without_parts(found)))

    return find


def finder_for(session: DialogueSession, *, rule: str = "") -> Callable[[str], list[str]]:
    """The finder for texts of a session; `rule` is that of an item, if it is stricter."""
    names = session.circle.members.values_list("user__name", flat=True)
    sides = sides_of(session.report, PARTICIPANTS)
    return attribution_finder(sides, rule=stricter_rule(rule, session.rule), names=names)


def without_parts(found: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Those of some matches, in their order, that lie in no other."""
    end = -1
    for match in found:
        if match.end() > end:
            yield match
            end = match.end()


def patterns_under(rule: str, parties: list[Party], names: list[str]) -> Iterator[re.Pattern[str]]:
    if rule == AttributionRule.ON_THE_RECORD:
        return
    english, chinese = pattern_of_words(called_in_english(parties)), pattern_of_words(called_in_chinese(parties))
    side = rf"(?:the\s+)?\b{english}(?:’s|'s)?"
    yield re.compile(rf"\b{english}\s+(?:[\w-]+\s+){{0,2}}?{PERSON}\b", re.IGNORECASE)
    yield re.compile(rf"\b{PERSON}\s+(?:from|of|for|speaking for)\s+(?:the\s+)?{english}\b", re.IGNORECASE)
    yield re.compile(rf"(?i:\b{PERSON})\s+(?:from|of|at|with)\s+(?:the\s+)?[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*")
    yield re.compile(rf"\b{TITLED}\s+[A-Z][\w’'-]+")
    yield re.compile(rf"(?:与会|参会)?{chinese}[^，。；、！？\s]{{0,4}}?{PERSON_ZH}")
    yield re.compile(f"[{SURNAME}][一-鿿]{{0,2}}{TITLED_ZH}")
    if names:
        yield re.compile(pattern_of_words(names), re.IGNORECASE)
    if rule == AttributionRule.CHATHAM_HOUSE:
        yield re.compile(
            rf"{side}(?:\s+(?:side|delegation|team|group|party|government))?\s+(?:also\s+)?{SAID}\b", re.IGNORECASE
        )
        yield re.compile(rf"{side}\s+(?:side|delegation|team|group|contingent)\b", re.IGNORECASE)
        yield re.compile(f"(?:与会|参会)?{chinese}(?:方面|一方|代表团|政府)?(?:也|则|还)?{SAID_ZH}")
        yield re.compile(f"{chinese}(?:方面|一方|代表团)")


def pattern_of_words(words: Iterable[str]) -> str:
    """A pattern that fits any of some words, however their parts are joined; nothing if there are none."""
    longest_first = sorted({word for word in words if word}, key=len, reverse=True)
    spellings = [r"[\s-]*".join(map(re.escape, word.split())) for word in longest_first]
    return f"(?:{'|'.join(spellings)})" if spellings else "(?!)"


def called_in_english(parties: Iterable[Party]) -> Iterator[str]:
    for party in parties:
        yield from (party.name, party.adjective, *ALSO_CALLED.get(party.code, ()))


def called_in_chinese(parties: Iterable[Party]) -> Iterator[str]:
    """Name and adjective, and the short form of a state that everybody uses: 中方, 美方."""
    for party in parties:
        name = party.name_zh_hans
        yield from (name, party.adjective_zh_hans)
        if name:
            yield from (f"{name[0]}方", f"{name}方")

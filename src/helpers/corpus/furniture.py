"""What page furniture looks like: patterns for whole lines, by the reason for which they are removed."""

import re

_NETWORK = (
    r"(?:facebook|twitter|x|whatsapp|linkedin|telegram|reddit|pinterest|google\+?|tumblr|e-?mail|print|instagram"
    r"|youtube|vk)"
)
_COUNT = r"[\d.,]+[km]?"
_SECTION = (
    r"(?:home|news|world|politics|opinion|sports?|business|technology|entertainment|asia|europe|africa|americas?"
    r"|middle east|pakistan|india|russia)"
)
_THING = r"(?:article|story|post|page)"

# Each pattern must match a line from end to end, white space and signs around it aside. A dot stands for
# anything: such lines are told by how they begin and by a word that they must hold.
_LINES: dict[str, list[str]] = {
    "advertisement": [
        r"(?:- *)?advertisements?(?: *-)?(?: *continue reading below)?|ad",
        r"sponsored(?: content| post)?|promoted(?: content)?",
    ],
    "share counter": [
        rf"(?:share|tweet|like|pin|follow us)(?: (?:this|it|on|with|via|the|{_THING}|your friends|{_NETWORK}|and|or|us)"
        rf"\b[, ]*)*(?:[:\W]*{_COUNT})?",
        rf"(?:{_NETWORK}[\W\d_]*)+",
        rf"{_COUNT}\s+(?:shares?|likes?|views?|tweets?|comments?|reads?)(?:\W+{_COUNT}\s+(?:shares?|likes?|views?))*",
        rf"(?:total )?(?:shares?|views?|likes?)\W*{_COUNT}",
        r"\d{1,3}(?:,\d{3})+|\d{1,3}(?:,\d{3})*(?:\s+\d{1,3}(?:,\d{3})*)+",
    ],
    "subscription": [
        r"(?:please )?(?:subscribe|sign ?up|join|register|follow us|like us)\b.*\b(?:newsletter|inbox|e-?mail|updates?"
        r"|alerts?|channel|facebook|twitter|telegram|whatsapp|daily|offers|free|now|here)\b.*",
        r"(?:get|receive|never miss|enter your|don['’]t miss)\b.*\b(?:subscribe|newsletter|inbox|e-?mail(?: address)?"
        r"|real[- ]time updates|notifications?|alerts|updates)\b.*",
        r"(?:join|leave|turn on|enable|switch on|activate|click|tap|type|add|send|give)\b.*\b(?:mailing list|newsletter"
        r"|inbox|notifications?|alerts?)\b.*",
        r"subscribe(?: now| today)?|(?:our |daily |weekly )?newsletters?",
        r"support our (?:journalism|work)\b.*|donate(?: now| today)?|become a (?:member|subscriber|patron)\b.*",
    ],
    "navigation": [
        rf"{_SECTION}(?:\s*[/|>»›·]\s*[\w &-]{{2,30}})+",
        r"(?:print|e-?mail|share|save|text size|a[-+])(?:\s+(?:print|e-?mail|share|save|a[-+]))+",
        r"skip to (?:main )?content|back to top|menu|search|home|log ?in|sign ?in",
        rf"(?:next|previous)(?: {_THING})?|print(?: this)?(?: {_THING})?|listen to (?:this )?{_THING}",
        r"(?:tags?|filed under|categor(?:y|ies))\s*:.*",
        r"apple\W*android|app ?store\W*google ?play|download our app.*",
        r"terms of (?:use|service)|(?:privacy|cookie) policy|contact us|about us|accept(?: all)?|reject(?: all)?",
        r"manage (?:settings|cookies|preferences)|topics|comments?|continue reading(?: below)?",
    ],
    "technical notice": [
        r".*\b(?:java ?script|flash player|your browser)\b.*\b(?:off|disabled|old version|required|enabled?|latest"
        r"|not support(?:ed)?|supports?|turned)\b.*",
        r".*\b(?:this (?:web ?)?site|we) uses? cookies\b.*",
    ],
    "disclaimer": [
        r"(?:copyright|©|\(c\))\s*\d{4}.*|.*\ball rights reserved\b.*",
    ],
    "related stories": [
        r"(?:read (?:more|also|next|this)|also read|see also|watch|related|more)\s*:.*",
        r"read more|(?:click|tap) here (?:to|for)\b.*|more|video|photos?|gallery|live",
    ],
}

# From such a line on, teasers to other stories follow.
_TEASERS = [
    r"you (?:may|might) (?:also )?(?:like|be interested in|enjoy)",
    r"related(?: (?:stor(?:y|ies)|articles?|posts?|news|videos?|topics?|coverage|content|links))?",
    r"more (?:stories|news|videos?|articles|from|on this|in)\b.{0,40}|(?:other|in other|also in the) news",
    r"featured (?:videos?|stories|articles)|most (?:read|popular|viewed|shared|commented)(?: stories| articles)?",
    r"recommended(?: for you| stories| reading)?|trending(?: now| stories)?|popular (?:posts|stories|now)",
    r"(?:latest|top) (?:news|stories|videos?)|(?:read|up) next|around the web|from the web",
    r"don['’]t miss|editor['’]?s['’]? picks?",
]

# From such a line on, the page belongs to its readers' comments.
_COMMENTS = [
    r"(?:leave|post|add|write) (?:a|your) (?:reply|comment)(?: cancel reply)?",
    r"(?:\d+ )?(?:comments?|responses?|replies|thoughts on .{0,120})",
    r"join the (?:conversation|discussion)|be the first to comment|your email address will not be published\b.*",
]


def _whole_line(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"[\W_]*(?:{'|'.join(patterns)})[\W_]*", re.IGNORECASE)


RULES = {reason: _whole_line(patterns) for reason, patterns in _LINES.items()}
TEASERS = _whole_line(_TEASERS)
COMMENTS = _whole_line(_COMMENTS)

# What a form for comments says below its heading.
FORM = re.compile(
    r"your (?:email|e-mail|details|name|account)|e-?mail address|log ?in|sign ?in|cancel reply|required fields|"
    r"\b(?:name|email|website)\b ?\*|post comment|^\W*reply\W*$|(?:minutes|hours|days) ago",
    re.IGNORECASE,
)
# Rules whose lines may be prose, unless they hold a word of the web.
PROSE_RULES = {"subscription", "related stories"}
WEB_WORD = re.compile(
    r"newsletter|inbox|e-?mail|mailing list|subscri|notification|device|phone|\bapp\b|channel|sign ?up|facebook|twitter"
    r"|telegram|whatsapp|click|tap here|podcast",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"not necessarily (?:those|that|the views?|reflect|represent)"
    r"|(?:do|does) not (?:necessarily )?(?:reflect|represent) the"
    r"|(?:views?|opinions?)(?: and (?:views?|opinions?))? expressed (?:in|here|by|are)",
    re.IGNORECASE,
)
EDITORS_NOTE = re.compile(r"\W{0,20}editor(?:[’']?s)?[’']?s? note\W+", re.IGNORECASE)
# Marks that stand within a line.
MARKS = {
    "link mark": re.compile(r"<link>", re.IGNORECASE),
    "image mark": re.compile(r"\[(?:image|photo|picture|img|caption|video)\b[^\[\]\n]{0,1000}\]", re.IGNORECASE),
}
FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(?:(?:[\w-]+[ \t]*:|[ \t#-])[^\r\n]*\r?\n|\r?\n){0,60}?---[ \t]*(?=\r?\n)"
)

"""What leftovers of a web page look like, as a table: reason, then the shapes a line may have.

LINE_RULES are matched from the first character of a line; a shape that ends in
``$`` must be the whole line. SIGNS are looked for anywhere in a line, but only
in one that holds one of the sign's words: most lines hold none, and looking
for a plain word is much faster than for a shape.
"""

from __future__ import annotations

import re

NAME = r"[A-ZÀ-ÞА-ЯІЇЄҐ][\w.'’-]*"
AGENCY = (
    r"(?:POLITICO|Politico|Getty(?: Images)?|AP(?: Photo| Images)?|Associated Press|AFP|Reuters|REUTERS"
    r"|EPA|EFE"
    r"|TASS|ТАСС|UPI|Bloomberg|Shutterstock|iStock|Alamy|Zuma(?: Press)?|PA|Rex|WireImage|FilmMagic|CNN|NPR"
    r"|(?:NBC|CBS|ABC|Fox) News|USA TODAY(?: Sports)?|The New York Times|The Washington Post|Polaris|Redux"
    r"|Sipa(?: USA)?|Xinhua|dpa|Unsplash|Anadolu(?: Agency)?|U\.?S\.? (?:Army|Navy|Air Force))"
)
_NETWORK = r"(?:facebook|twitter|instagram|telegram|youtube|linkedin|whatsapp|x\b|social)"
_BUTTON = (
    r"(?:share|tweet|e?mail|post|print|save|pin(?: it)?|comments?|like|facebook|twitter|linkedin|whatsapp"
    r"|reddit"
    r"|flipboard|telegram|copy link)"
)
_READ_ALSO = (
    r"(?:lesen sie (?:auch|mehr)|mehr zum thema|(?:à )?lire aussi|lea también|leer más|читайте (?:также"
    r"|також)"
    r"|смотрите также|дивіться також)"
)


def _rule(reason: str, *shapes: str, flags: int = re.IGNORECASE) -> tuple[str, re.Pattern[str]]:
    return reason, re.compile("|".join(f"(?:{shape})" for shape in shapes), flags)


LINE_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    _rule(
        "advertisement mark",
        r"advertise?ment(?: ?[-–—:] ?(?:story|article|content) continues? below)?[.:]?$",
        r"(?:ads?|sponsored(?: content)?|promoted|paid post|report this ad)[.:]?$",
        r"(?:story|article|text|content) continue[sd]? (?:below|after).{0,30}$",
        r"continue reading(?: (?:below|the main story))?[.:]?$",
        r"scroll down (?:for|to) .{1,40}$",
        r"(?:anzeige|werbung|publicité|publicidad|реклама)[.:]?$",
    ),
    _rule(
        "link line",
        r"\W{0,3}(?:click|tap) (?:here|for|on|through|to)\b",
        r"\W{0,3}(?:download|get) the (?:\w+ ){0,4}app\b",
        r"https?://\S+$|www\.\S+$",
    ),
    _rule(
        "related story",
        r"[►▶▷»>→•]+ ?(?:read|more|see|watch|related|also)\b",
        r"\(? ?(?:see|read) also ?:|\(? ?also (?:on(?: [\w.]+){0,4}|read) ?:|\(? ?read (?:more|next) ?:",
        r"\(? ?(?:related|more(?: on)?|watch(?: (?:more|now|live|next|below))?|listen) ?:",
        r"\(? ?(?:photos?|pictures?|gallery|video|slideshow|in pictures) ?:",
        r"\(? ?(?:must read|don['’]t miss|you may also like|recommended|trending|editors?['’]? picks?) ?:",
        r"\(? ?(?:most (?:read|popular|viewed)|see more|find out more|learn more) ?:",
        r"related (?:coverage|stor(?:y|ies)|articles?|content|topics|links?|reading|video)\b",
        r"(?:read|see) (?:more|also|next)(?: (?:on|about|from|at|in|here|stories)\b.{0,80})?[:.…►»>]*$",
        r"(?:more|most) (?:on this|from (?:the )?[\w ]{2,30}|stories|news|like this|to read)\s*[:.…]*$",
        r"(?:more|most) (?:coverage|popular|read|viewed|videos?)\s*[:.…]*$",
        r"(?:read|see|watch|view|find|get|hear|listen to) (?:the )?(?:full|entire|complete|original|all"
        r"|more) "
        r".{0,60}(?:here|below|above|at|on)\b.{0,40}$",
        r"(?:links|more|related|trending|also of interest|up next|next up|recommended) ?:?$",
        r"\(get (?:all|more|the)\b.{0,80}\)?$",
        rf"\(?{_READ_ALSO}(?: ?:|\b)",
    ),
    _rule(
        "newsletter prompt",
        r"sign[ -]?up (?:for|to|here|now)\b|sign me up|newsletter sign[ -]?up|subscribe (?:to|now|here"
        r"|today|for)\b",
        r"(?:get|receive) (?:our|the|more|breaking|all|daily|these|weekly|top) (?:[\w’'-]+ ){0,6}"
        r"(?:newsletter|alerts?|headlines|inbox|in your|delivered|emails?)\b",
        r"(?:want|like) (?:more|to get|this|what|the latest)\b.{0,80}"
        r"(?:newsletter|sign up|subscribe|inbox|read(?:ing)?\?)",
        r"let our news meet|enter your e-?mail|thank you for (?:subscribing|signing)",
        r"you(?:['’]re| are) (?:now )?(?:subscribed|signed up)|if you (?:liked?|enjoy(?:ed)?) this\b",
        r"join (?:one million|the conversation|our (?:newsletter|mailing|community|telegram))",
        r"stay (?:up to date|informed|in the know|connected)\b|manage newsletters",
        r"(?:subscribe|sign up|sign in|log in|register) ?[.:]?$",
        r"become a (?:member|subscriber)|already a (?:member|subscriber)\?",
        r"подписывайтесь |підписуйтесь |abonnieren sie |abonnez-vous|suscríbete|suscríbase",
    ),
    _rule(
        "donation prompt",
        r"donate\b.{0,120}$|since you['’]re here|help us keep ",
        r"support (?:our|independent|the guardian|quality|local) (?:work|journalism|newsroom|reporting)\b",
        r"(?:please |consider ){1,2}(?:making|make) a (?:donation|contribution)",
    ),
    _rule(
        "share line",
        rf"(?:read or )?share this\b|share (?:on|via|to|with) (?:{_NETWORK}|email)",
        rf"(?:{_BUTTON}[ |·•/,]*){{1,12}}$",
        r"(?:follow|friend) (?:us|me)\b.{0,120}$|follow @",
        rf"(?:follow|like|find|join|friend) .{{1,60}}\bon {_NETWORK}.{{0,120}}$",
        r"(?:follow|like|find|join) .{1,80}@\w+.{0,60}$",
        r"listen to article|leave a comment|join the discussion|view (?:\d+ )?comments",
        r"\d+ (?:comments?|shares?)$",
    ),
    _rule(
        "player text",
        r"just watched|must watch|media playback is|video (?:provided|courtesy) |play video|now playing",
        r"replay(?: more videos)?$|(?:watch|listen) (?:now|live|again)\b.{0,40}$|loading ?[.…]*$"
        r"|up next ?:?$|skip ad\b",
        r"(?:your|this) browser |please (?:enable|upgrade|turn on (?:javascript|cookies)) |javascript "
        r"|autoplay|chat with us in",
        r"video (?:unavailable|transcript)|this (?:video|feature|rating) (?:is|has|was) (?:not|no)",
        r"the interactive transcript|rating is available|hide (?:caption|transcript)|toggle caption",
        r"(?:transcript|embed(?:ded)?)$",
    ),
    _rule("player text", r"CLOSE(?:$| (?!TO\b|CALL)[A-Z])|WATCH(?: LIVE| NOW)?:|LIVE UPDATES?:", flags=0),
    _rule(
        "photo credit",
        r"file (?:photo|image)\b|file ?[-–—]{1,2} |enlarge (?:this )?image|media caption|\|? ?ap photo",
        r"image (?:copyright|caption|source|credit)s?\b|caption ?:",
        r"(?:photo|image|picture|photograph|illustration|graphic|cover|credit)s?"
        r"(?: (?:credit|caption|courtesy|source|illustration))?(?: ?: | by (?-i:[A-Z])| courtesy )",
        r"(?:view|hide|see|launch) (?:photos|gallery|slideshow|images)|\d+ (?:photos|images)$",
        r"(?:photos?|images?|pictures?)$|slideshow\b|(?:foto|bild|фото) ?:|\(?фото\b.{0,40}$",
    ),
    _rule("photo credit", rf"{NAME}(?: {NAME}){{1,3}} ?/ ?{AGENCY}\b", flags=0),
    _rule(
        "credit line",
        r"\W{0,3}(?:additional )?(?:reporting|writing|editing|compiled|edited|translated|research"
        r"|production|graphics?)"
        r" (?:and \w+ )?by (?-i:[A-Z])(?!.*\b(?:has|have|had|is|are|was|were|fell|rose|found|shows?"
        r"|showed|suggests?|says)\b)",
        r"\W{0,3}contributing ?(?::|to this\b)|(?:additional )?contributions? by\b",
        r"\(?with (?:files|(?:additional )?reporting|reports|material) (?:from|by)\b",
        r"\(?with (?:ap|afp|reuters|wire services|agencies)\b.{0,40}$",
        r"this (?:story|article|post|piece|op-ed|column) (?:was|has been|is|originally|first|also) "
        r"(?:originally |first |also )?(?:published|appeared|produced|written|adapted|updated|corrected"
        r"|republished|part)\b",
        r"(?:the associated press|ap|afp|reuters|dpa|tass)$|— ?(?:ap|afp|reuters)\b",
    ),
    _rule(
        "copyright line",
        r"\W{0,2}copyright(?:$| ?©| ?\(c\)| (?:19|20)\d\d| by\b|:)|©|&copy;|\(c\) (?:\d{4}|[A-Z])",
        r"all rights reserved|this material may not be",
    ),
    _rule(
        "disclaimer",
        r"disclaimer|disclosure ?:|(?:the )?(?:views|opinions) expressed (?:in|here|by|are)",
        r"all content within this|(?:quotes displayed|market data provided|data (?:is )?delayed)",
        r"to (?:read more|respond to|submit|comment on|learn more|report a|contact)\b[^.]{0,80}, "
        r"(?:go to|visit|click|e-?mail|submit|write|see)\b",
        r"(?:this site|we) (?:uses?|is protected)\b.{0,30}(?:cookies|recaptcha)",
        r"by (?:clicking|continuing|signing|subscribing|using) .{0,80}\byou (?:agree|accept|consent)",
        r"(?:privacy policy|terms (?:of (?:use|service)|and conditions)|cookie policy|do not sell)\b.{0,60}$",
        r"(?:have|got) a (?:news )?(?:tip|story|question)\b.{0,120}$",
        r"(?:contact|e-?mail|reach|write to) .{1,80}(?:@|\bat\b \S+\.\w).{0,60}$",
    ),
    _rule(
        "editor’s note",
        r"\W{0,3}(?:editor['’]?s['’]? note|corrections?|clarification|note to readers)\b\W{0,3}[:(—–-]",
    ),
    _rule(
        "byline",
        rf"(?:(?i:(?:written |story |words |analysis |opinion )?by|von|par|por)|Автор:?) (?:the )?{NAME}"
        rf"(?:(?:,? (?:and|&|und|et|y|и|for|of|in|,)|,| \|)? {NAME}){{0,9}}"
        r"(?:,? (?:\w+ )?(?:reporter|correspondent|editor|writer|staff|contributor))?$",
        rf"{NAME} {NAME}(?:(?:,? and|,) {NAME} {NAME}){{0,3}}, (?:{AGENCY}|The {AGENCY})$",
        flags=0,
    ),
    _rule(
        "page mark-up",
        r"\[/?(?:pullquote|caption|embed|video|image|gallery|photo|ad|audio|tweet|more"
        r"|twitter)\b[^\]]{0,200}\]\W*$",
        r"\{\{.{0,200}\}\}\W*$",
    ),
    _rule("embedded post", r"(?:—|–|--|-|&mdash;) ?[^@]{2,60}\(@\w+\) .{4,40}$"),
    _rule("highlight", r"story highlights\b|(?:highlights|key points|key takeaways)[: ]*$"),
)

SIGNS: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    (
        "credit line",
        ("contribut", "assisted"),
        re.compile(
            r"\bcontributed to this (?:report|story|article|post|piece)\b|\bcontribut(?:ed|ing) reporting\b"
            r"|\bassisted with this (?:report|story|article|post|piece)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "disclaimer",
        ("expressed", "decided", "reached"),
        re.compile(
            r"\b(?:opinions|views) expressed (?:in|here|by)\b.{0,60}\b(?:are|belong)\b"
            r"|\beditorial opinions are decided\b|\bcan be reached (?:at|on|via)\b.{0,60}@",
            re.IGNORECASE,
        ),
    ),
    (
        "disclaimer",
        ("Follow ",),
        re.compile(r"^[^.]{5,120} is an? [^.]{3,160}\..{0,160}\bFollow (?:him|her|them|us)\b"),
    ),
    (
        "copyright line",
        ("rights reserved", "reprint permission", "may not be "),
        re.compile(
            r"\ball rights reserved|reprint permission|may not be (?:published|reproduced|reprinted)(?:,"
            r"| or)",
            re.IGNORECASE,
        ),
    ),
    (
        "photo credit",
        (
            "(Photo",
            "(AP ",
            "(Image",
            "(Picture",
            "(Illus",
            "(Screen",
            "(Credit",
            "(File",
            "(Staff",
            "Photo by",
        ),
        re.compile(
            r"\((?:AP |File |Screenshot|Staff )?(?:Photo|Image|Picture|Illustration|Screenshot"
            r"|Credit)s?\b ?[^()]{0,80}\)\W*$"
            r"|[.”\"] \(?Photo ?by [^.]{2,60}\)?\W*$"
        ),
    ),
    (
        "photo credit",
        ("/",),
        re.compile(
            rf"\((?:[^()/]{{3,60}}/ ?){{1,2}}{AGENCY}[^()]{{0,30}}\)\W*$|\bREUTERS/ ?{NAME}"
            rf"|\b{AGENCY} ?/ ?{AGENCY}(?: via {AGENCY})?\W*$"
            rf"|[.”\"] {NAME}(?: {NAME}){{0,3}} ?/ ?{AGENCY}(?: [-–—] {AGENCY}| via {AGENCY})?\W*$"
        ),
    ),
    (
        "photo credit",
        (" via ", "Photo:", "Image:", "Credit:", "Source:", "Picture taken"),
        re.compile(
            rf"\((?:{NAME} )+via {AGENCY}[^()]{{0,30}}\)\W*$"
            r"|[.”\"] \(?(?:Photo|Image|Photograph|Credit|Source) ?: [^.]{2,60}\)?\W*$"
            r"|\bPicture taken (?:on )?[A-Z]\w+ \d{1,2}, \d{4}"
        ),
    ),
    ("related story", ("Read more",), re.compile(r"^(?:\S+ ){2,24}Read more$")),
    (
        "newsletter prompt",
        ("newsletter",),
        re.compile(r"\bnewsletters?\b.{0,10} Sign [Uu]p\b"),
    ),
    ("player text", ("Video ",), re.compile(r"\bVideo (?:provided|courtesy) (?:by|of) [^.]{2,60}$")),
)

LIST_HEADS = re.compile(
    r"\W{0,3}(?:read more|read also|related(?: (?:stories|articles|coverage|links))?|more (?:stories"
    r"|from .{2,40}|on this"
    rf".{{0,20}})|links|see also|most (?:popular|read)|recommended|more|{_READ_ALSO})\W*$",
    re.IGNORECASE,
)
"""Above a list of links; "Read more:" inside a line is no such head."""
POINT_HEADS = re.compile(r"story highlights\b|(?:highlights|key points|key takeaways)[: ]*$", re.IGNORECASE)
"""Above a list of points that say beforehand what the article says."""

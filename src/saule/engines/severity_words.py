"""The words that `severity` looks for: patterns, French first, each met only as whole words in any case.

A list of words, not rules: to be read, questioned and completed by people who answer such messages.
"""

GRAVE: dict[str, tuple[str, ...]] = {
    "suicide": (
        r"suicid\w*",
        r"(?:envie|idées?) de mourir",
        r"(?:veux|vais|voudrais) (?:mourir|en finir)",
        r"mettre fin à (?:mes|ses) jours",
        r"kill (?:myself|himself|herself)",
        r"end (?:my|his|her) life",
        r"wants? to die",
        r"self[- ]harm\w*",
    ),
    "violence": (
        r"violences?",
        r"agress(?:ion|ions|é|ée|és|ées)",
        r"viol(?:s|é|ée|ées)?",
        r"battue?s? par",
        r"(?:me|la|le|nous) (?:frappe|bat)",
        r"menac(?:e|es|é|ée) de mort",
        r"menaces? de mort",
        r"coups? de couteau",
        r"maltrait\w+",
        r"harc[eè]l\w+",
        r"assault\w*",
        r"raped?",
        r"beaten by",
        r"beats (?:me|her|him)",
        r"abused? by",
        r"death threats?",
        r"stabbed",
        r"domestic (?:violence|abuse)",
        r"harass\w+",
    ),
    "gas": (
        r"(?:fuites?|odeurs?) de gaz",
        r"sent(?:ons)? (?:le |du )?gaz",
        r"monoxyde",
        r"gas leaks?",
        r"smell(?:s|ing)?(?: of)? gas",
        r"leaking gas",
        r"carbon monoxide",
    ),
    "fire": (
        r"incendies?",
        r"(?:a pris|prend) feu",
        r"en (?:feu|flammes)",
        r"courts?[- ]circuits?",
        r"électrocut\w+",
        r"on fire",
        r"caught fire",
        r"house fire",
        r"electrocut\w+",
        r"exposed wires?",
        r"fils? (?:électriques? )?dénudés?",
        r"câbles? (?:électriques? )?à terre",
    ),
    "collapse": (
        r"effondr\w+",
        r"écroul\w+",
        r"menace(?:nt)? de (?:tomber|céder|s['’]écrouler|s['’]effondrer)",
        r"péril imminent",
        r"collaps\w+",
        r"about to (?:fall|collapse)",
    ),
    "danger": (
        r"dangers?",
        r"dangereu(?:x|se|ses|sement)",
        r"en péril",
        r"risques? (?:vital|mortel|d['’]accident)s?",
        r"dangerous(?:ly)?",
        r"unsafe",
        r"life[- ]threatening",
        r"at risk of (?:dying|death)",
    ),
    "injury": (
        r"bless(?:é|ée|és|ées|ure|ures)",
        r"renvers(?:é|ée|és|ées) par",
        r"accidents? graves?",
        r"graves? accidents?",
        r"fractur\w+",
        r"noy(?:é|ée|és|ées|ade|ades)",
        r"intoxi\w+",
        r"empoisonn\w+",
        r"injur(?:y|ies|ed)",
        r"hit by a (?:car|bus|truck|van)",
        r"run over",
        r"drown\w*",
        r"poison\w+",
    ),
    "death": (
        r"(?:est|sont) morte?s?",
        r"décéd\w+",
        r"va mourir",
        r"died",
        r"passed away",
        r"is dying",
        r"fatal(?:ly)?",
    ),
    "medical": (
        r"dialys\w+",
        r"insuline?",
        r"(?:sous|bouteilles? d['’]) ?oxygène",
        r"respirateurs?",
        r"urgences? (?:médicale|vitale)s?",
        r"crise cardiaque",
        r"avc",
        r"oxygen (?:tank|supply|machine)s?",
        r"(?:on a|needs a) ventilator",
        r"heart attack",
        r"had a stroke",
        r"sans (?:mon |ses |mes |son )?(?:traitement|médicaments?)",
        r"without (?:my |her |his )?(?:treatment|medication|medicine)",
        r"chimio\w*",
        r"chemo\w*",
    ),
    "eviction": (
        r"expuls(?:ion|ions|é|ée|és|ées|er)",
        r"evict(?:ion|ed)",
        r"à la rue",
        r"(?:dors|dort|dormons|dorment) dehors",
        r"sans[- ]abris?",
        r"thrown out of (?:my|our) (?:home|flat|house)",
        r"sleeping (?:rough|outside|in (?:my|our|the) car)",
        r"homeless",
    ),
    "hunger": (
        r"(?:plus |)rien à manger",
        r"(?:plus|pas) de quoi manger",
        r"nothing to eat",
        r"(?:cannot|can['’]?t) afford food",
        r"starving",
    ),
}
"""What is grave for anybody, by reason."""

HARDSHIP: dict[str, tuple[str, ...]] = {
    "no_heating": (
        r"(?:sans|plus de|pas de) chauffage",
        r"without (?:any )?heating",
        r"no heating",
        r"heating (?:is|has been) (?:off|broken|down)",
        r"chauffage (?:est )?(?:en panne|coupé)",
    ),
    "no_water": (
        r"sans eau(?: chaude| courante| potable)?",
        r"(?:plus|pas) d['’]eau(?: chaude| courante| potable)?",
        r"without (?:hot |running )?water",
        r"no (?:hot |running )?water",
    ),
    "no_power": (
        r"sans électricité",
        r"(?:plus|pas) d['’]électricité",
        r"coupures? (?:d['’]électricité|de courant)",
        r"without (?:power|electricity)",
        r"no (?:power|electricity)",
        r"power cuts?",
    ),
    "stranded": (
        r"ne (?:peut|peux|peuvent) plus (?:sortir|aller|descendre|[ms]e (?:déplacer|rendre))",
        r"bloquée?s? (?:chez|au|dans|à)",
        r"(?:cannot|can['’]?t) (?:leave|get out|go out|get to)",
        r"trapped",
        r"stuck (?:at home|in)",
        r"ascenseur (?:est )?en panne",
        r"lift is (?:broken|out of order)",
    ),
    "falls": (
        r"(?:est|suis|sont) tomb(?:é|ée|és|ées)",
        r"(?:a|ai) fait une chute",
        r"fell (?:on|down|over|in|off)",
        r"has fallen",
    ),
}
"""What is grave for vulnerable people."""

VULNERABLE: dict[str, tuple[str, ...]] = {
    "child": (
        r"enfants?",
        r"bébés?",
        r"nourrissons?",
        r"petite?s? (?:fille|fils|filles)",
        r"child(?:ren)?",
        r"bab(?:y|ies)",
        r"toddlers?",
        r"infants?",
    ),
    "elderly": (
        r"personnes? âgées?",
        r"(?:homme|femme|dame|mère|père|voisine?)s? (?:très )?âgée?s?",
        r"[89]\d ans",
        r"elderly",
        r"[89]\d[- ]year[- ]olds?",
        r"aged [89]\d",
        r"[89]\d years old",
    ),
    "disabled": (
        r"handicap\w*",
        r"fauteuil roulant",
        r"invalid(?:e|es|ité)",
        r"disab(?:led|ility|ilities)",
        r"wheelchair",
    ),
    "pregnant": (
        r"enceintes?",
        r"pregnan(?:t|cy)",
    ),
    "ill": (
        r"gravement malades?",
        r"cancers?",
        r"maladie grave",
        r"hospitalis\w+",
        r"seriously ill",
        r"terminal(?:ly)? ill",
        r"in hospital",
    ),
}
"""Who is vulnerable."""

DENIALS = (
    r"pas",
    r"aucune?",
    r"sans",
    r"jamais",
    r"ni",
    r"non",
    r"hors",
    r"no",
    r"not",
    r"never",
    r"without",
    r"nothing",
    r"\w+n['’]t",
    r"no longer",
    r"n['’]est plus",
)
"""Just before a word they deny it, with the fillers between."""

DENIAL_FILLERS = (
    r"de",
    r"d",
    r"une?",
    r"du",
    r"des",
    r"en",
    r"le",
    r"la",
    r"moindre",
    r"très",
    r"vraiment",
    r"any",
    r"an?",
    r"the",
    r"in",
    r"of",
    r"really",
    r"very",
    r"longer",
)

THANKS = (
    r"merci",
    r"remerci\w+",
    r"bravo",
    r"félicit\w+",
    r"thanks?",
    r"thank you",
    r"grateful",
    r"well done",
    r"congratulations",
)
"""A sentence with one of these is about what went well…"""

COURTESY = (
    r"merci d['’]avance",
    r"merci (?:de|pour) (?:bien vouloir|votre|vos|me|nous|faire|venir|répondre|agir|intervenir)",
    r"(?:thanks?|thank you) in advance",
    r"(?:thanks?|thank you) for your (?:help|reply|answer|attention)",
    r"en vous remerciant",
)
"""… but for these, which ask."""

SETTLED = (
    r"a (?:bien )?été (?:réparée?|résolue?|réglée?)",
    r"(?:est|sont) (?:réparée?s?|résolue?s?|réglée?s?)",
    r"(?:has|have) been (?:fixed|repaired|solved)",
    r"is (?:fixed|solved)",
    r"tout va bien",
    r"all is well",
)
"""What is over is not grave."""

KIN = (
    r"mari|femme|épou(?:se|x)|conjointe?|compagn(?:e|on)|père|mère|(?:grands?-|beaux?-|belle-)\w+|tantes?|oncles?"
    r"|parents|maman|papa|husband|wife|partner|father|mother|grand\w+|parents|aunts?|uncles?|mum|dad"
)
"""Of whom one settles the affairs; where a child died, somebody should look at once."""

MANNERS_OF_SPEAKING = (
    r"mort(?:s|e)? de (?:rire|fatigue|honte)",
    r"mourir de rire",
    r"died? laughing",
    r"exercices? (?:d['’]incendie|d['’]évacuation)",
    r"alarmes? incendie",
    r"détecteurs? (?:d['’]incendie|de monoxyde|de gaz)",
    r"fire (?:drill|station|department|brigade)s?",
    r"carbon monoxide (?:alarm|detector)s?",
    r"(?:acte|certificat|extrait)s? (?:de|d['’]acte de) décès",
    r"(?:je|nous) (?:suis|sommes) tomb(?:é|ée|és|ées) (?:sur|d['’]accord|en panne)",
    r"est tomb(?:é|ée) en panne",
    r"fell (?:asleep|in love|behind)",
    r"suicide squad",
    r"violences? des propos",
    r"enfants? (?:de chœur)",
    r"suicides? (?:commercial|économique|politique)s?",
    r"(?:commercial|political|economic) suicide",
    r"fatal (?:error|flaw|mistake)s?",
    r"run over (?:time|budget)",
    r"starving for attention",
    r"noy(?:é|ée|és|ées) (?:sous|dans) (?:les?|la|des|un|une|mes|nos)",
    r"drown\w* in (?:e?mails?|debts?|forms?|paper\w*|work)",
    r"empoisonn\w+ (?:la|ma|notre|leur) (?:vie|existence)",
    r"(?:effondrement|effondr\w+) (?:des?|du|de la) (?:ventes?|prix|cours|moral|fréquentation|biodiversité)",
    r"(?:ventes?|prix|cours|moral|fréquentation) (?:se sont |s['’](?:est |sont )?)?effondr\w+",
    # A thing dies of neglect, nobody is dying.
    r"(?:club|association|village|bourg|hameau|quartier|commerce|magasin|boutique|marché|école|tradition)s?\b"
    r".{0,80}?\bva mourir",
    r"(?:club|association|village|town|shop|market|high street|school|tradition)s?\b.{0,80}?\bis dying",
    # Who lost somebody writes about what comes after: they are in mourning, not in danger.
    rf"(?:{KIN}) (?:est|sont) (?:morte?s?|décéd\w+)",
    rf"(?:{KIN}) (?:died|passed away)",
    r"décéd(?:é|ée|és|ées),? (?:le (?:\d|1er)|en (?:\d|\w+ \d)|depuis|il y a)",
)
"""What sounds grave and is not."""

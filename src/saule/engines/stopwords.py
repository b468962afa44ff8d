"""French and English words that carry no subject of their own."""

_FRENCH = """
a afin ai aie aient ainsi alors après as assez au aucun aucune aujourd aujourd'hui auprès aura aurais
aurait aussi autre autres aux avaient avais avait avant avec avez avoir avons ayant beaucoup bien c car
ce ceci cela celle celles celui cependant certain certaine certains ces cet cette ceux chaque chez ci
comme comment concernant d dans de demande depuis dernier dernière derrière des deux devoir doit donc
dont du durant dès elle elles en encore entre es est et eu eux faire fais fait faut fois font grâce hier
hors ici il ils j je jusqu jusque l la laquelle le lequel les lesquels leur leurs lors lorsque lui là m
ma madame maintenant mais mal me merci mes mesdames messieurs mettre mieux moi moins mois mon monsieur
même mêmes n ne ni non nos notre nous nôtre on ont ou où par parce pas pendant personne peu peut peuvent
peux plus plusieurs pour pourquoi pourrait pourriez pouvez pouvoir pouvons près puis puisque qu quand que
quel quelle quelles quelqu quelque quelques quels qui quoi rien s sa sans sauf savoir se semaine sera
serait ses seulement si sien soit sommes son sont sous souvent suis sur t ta tant te tel telle tels tes
toi ton toujours tous tout toute toutes trop très tu un une va vais vers veuillez voici voilà voir vos
votre voudrais voulez vouloir vous vraiment vôtre y à ça étaient étais était étant été êtes être
"""
FRENCH = frozenset(_FRENCH.split())

_ENGLISH = """
a about above after again all almost already also always am an and another any anyone anything are aren
as at be because been before being below between both but by came can cannot could couldn d dear did didn
do does doesn doing don done down during each either else ever every few for from further get gets
getting give go goes going got had hadn has hasn have haven having he hello her here hers herself hi him
himself his how however i if in into is isn it its itself just know let like ll m madam made make many
may maybe me might mine more most much must my myself need never new no nor not nothing now of off often
on once one only or other our ours out over own please re really regards s said same say see shall she
should shouldn since sir so some someone something still such sure t than thank thanks that the their
theirs them then there these they thing things this those through time to too two under until up upon us
ve very want was wasn way we were weren what when where which while who whom whose why will with within
without won would wouldn yes yet you your yours yourself
"""
ENGLISH = frozenset(_ENGLISH.split())

_GREETINGS = "allô bonjour bonsoir coucou cordialement salut hello hey hi greetings regards ok okay"
STOP_WORDS = FRENCH | ENGLISH | frozenset(_GREETINGS.split())


def is_stop_word(word: str) -> bool:
    """Say whether a word in lower case is a stop word, a single letter or a bare number."""
    return word in STOP_WORDS or len(word) < 2 or word.isdigit()

"""Texts as a town hall receives them, of many lengths, in French and English, all made up."""

from random import Random

FIRST = [
    "Léa",
    "Tom",
    "Ève",
    "Paul",
    "Inès",
    "Hugo",
    "Nora",
    "Malik",
    "Zoé",
    "Louis",
    "Awa",
    "Jean",
    "Anne",
    "Omar",
    "Rose",
    "Luc",
    "Emma",
    "Noé",
    "Sofia",
    "Yann",
    "Chloé",
    "Ali",
    "Maud",
    "Félix",
    "Lina",
    "Marc",
    "Agathe",
    "Samir",
    "Jade",
    "Victor",
    "Aïcha",
    "Rémi",
    "Clara",
    "Bruno",
    "Élise",
    "Karim",
    "Ana",
    "Théo",
]
LAST = [
    "Martin",
    "Bernard",
    "Petit",
    "Robert",
    "Richard",
    "Durand",
    "Moreau",
    "Simon",
    "Laurent",
    "Lefebvre",
    "Michel",
    "Garcia",
    "Roux",
    "Fournier",
    "Girard",
    "Bonnet",
    "Dupont",
    "Lambert",
    "Fontaine",
    "Rousseau",
    "Vincent",
    "Muller",
    "Lefèvre",
    "Faure",
    "Mercier",
    "Blanc",
    "Guérin",
    "Boyer",
    "Diallo",
    "Traoré",
    "Nguyen",
    "Benali",
    "Costa",
    "Silva",
    "Kowalski",
    "Smith",
    "Jones",
    "Taylor",
    "Brown",
    "Wilson",
]
STREETS = [
    "rue des Lilas",
    "avenue Jean-Jaurès",
    "place du Marché",
    "rue du Moulin",
    "chemin des Écoliers",
    "quai de la Loire",
    "boulevard Voltaire",
    "impasse des Tanneurs",
    "rue Victor-Hugo",
    "allée des Saules",
    "route de Nantes",
    "rue Haute",
]
THEMES: dict[str, dict[str, tuple[str, ...]]] = {
    "fr": {
        "bus": ("la ligne de bus 12", "l’arrêt de bus", "les horaires du car scolaire", "le tramway"),
        "water": ("la coupure d’eau", "la facture d’eau", "la fuite sur le trottoir", "la pression de l’eau"),
        "papers": ("ma carte d’identité", "un acte de naissance", "mon passeport", "le livret de famille"),
        "waste": ("la collecte des déchets", "les bacs jaunes", "la déchèterie", "les dépôts sauvages"),
        "school": ("l’inscription à la cantine", "le périscolaire", "la classe fermée", "la crèche"),
        "pool": ("la piscine municipale", "le gymnase", "le stade", "la salle des fêtes"),
        "roads": ("le nid-de-poule", "l’éclairage public", "le stationnement", "le passage piéton"),
        "taxes": ("la taxe de séjour", "mon avis d’imposition", "le tarif du parking", "une amende"),
    },
    "en": {
        "bus": ("bus line 12", "the bus stop", "the school coach", "the tram"),
        "water": ("the water cut", "the water bill", "the leak on the pavement", "the water pressure"),
        "papers": ("my identity card", "a birth certificate", "my passport", "the family book"),
        "waste": ("the bin collection", "the yellow bins", "the recycling centre", "fly-tipping"),
        "school": ("the canteen registration", "after-school care", "the closed class", "the nursery"),
        "pool": ("the swimming pool", "the gymnasium", "the stadium", "the village hall"),
        "roads": ("the pothole", "the street lights", "parking", "the crossing"),
        "taxes": ("the visitor tax", "my tax notice", "the car park prices", "a fine"),
    },
}
SENTENCES: dict[str, tuple[str, ...]] = {
    "fr": (
        "Je vous écris au sujet de {what}, près de chez moi, {street}.",
        "Depuis trois semaines, {what} pose un problème à tout le quartier.",
        "Pouvez-vous me dire quand une solution sera trouvée pour {what} ?",
        "J’ai déjà appelé le standard à deux reprises, sans réponse utile.",
        "Mes voisins de la {street} sont dans le même cas que moi.",
        "Nous avons besoin de {what} tous les jours pour aller travailler.",
        "Je joins à ce message les documents que votre service m’a demandés.",
        "Mon dossier porte le numéro {ref}, ouvert au printemps dernier.",
        "À quelle date puis-je espérer un retour de votre part ?",
        "Ma mère, qui a quatre-vingts ans, ne peut plus sortir seule à cause de cela.",
        "Je comprends que les équipes sont débordées, mais personne ne nous informe.",
        "Le conseil municipal avait pourtant promis que {what} serait maintenu.",
        "Si rien ne change, nous serons plusieurs à venir à la prochaine réunion publique.",
        "Est-il possible de prendre un rendez-vous en mairie un samedi matin ?",
    ),
    "en": (
        "I am writing about {what}, close to where I live, {street}.",
        "For three weeks {what} has been a problem for the whole neighbourhood.",
        "Can you tell me when something will be done about {what}?",
        "I have already called the switchboard twice and got no useful answer.",
        "My neighbours in {street} are in the same situation.",
        "We need {what} every day to go to work.",
        "Please find attached the documents that your office asked for.",
        "My file has the number {ref} and was opened last spring.",
        "By which date may I hope to hear from you?",
        "My mother is eighty and cannot go out alone any more because of this.",
        "I understand that your teams are busy, but nobody tells us anything.",
        "The council had promised that {what} would be kept.",
        "If nothing changes, several of us will come to the next public meeting.",
        "Could I have an appointment at the town hall on a Saturday morning?",
    ),
}
AROUND = {
    "fr": (("Bonjour,", "Madame, Monsieur,"), ("Cordialement,", "Bien à vous,")),
    "en": (("Hello,", "Dear Sir or Madam,"), ("Kind regards,", "Best wishes,")),
}
RARE = ("hirondelle", "girouette", "escargot", "parchment", "thimble", "weathercock")
"""Each stands in a few texts of a large desk: what somebody remembers of one letter."""
LENGTHS = (1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 8, 11, 16)


class Pen:
    """Writes texts about a theme."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def name(self) -> str:
        """A first and a last name; one in twenty-five gives none."""
        rng = self.rng
        return "" if rng.random() < 0.04 else f"{rng.choice(FIRST)} {rng.choice(LAST)}"

    def theme(self) -> str:
        """What somebody writes about."""
        return self.rng.choice(sorted(THEMES["fr"]))

    def thing(self, theme: str, language: str) -> str:
        """A thing of this theme, for a title or a subject."""
        return self.rng.choice(THEMES[language][theme])

    def subject(self, theme: str, language: str) -> str:
        """A subject line; some give none."""
        thing = self.thing(theme, language)
        return "" if self.rng.random() < 0.05 else thing[:1].upper() + thing[1:]

    def said(self, theme: str, language: str) -> str:
        """What a person writes, without quotes: one sentence up to a page."""
        rng = self.rng
        slots = {
            "what": self.thing(theme, language),
            "street": f"{rng.randint(1, 140)} {rng.choice(STREETS)}",
            "ref": f"{rng.choice('ABEKLRST')}{rng.randint(10300, 98999)}",
        }
        sentences = [rng.choice(SENTENCES[language]).format(**slots) for _ in range(rng.choice(LENGTHS))]
        if rng.random() < 0.0005:
            sentences.append(f"PS : {rng.choice(RARE)}.")
        return " ".join(sentences)

    def signed(self, said: str, language: str, name: str) -> str:
        """The whole text of a mail: greeting, what is said, farewell and name."""
        greeting, farewell = (self.rng.choice(words) for words in AROUND[language])
        return f"{greeting}\n\n{said}\n\n{farewell}\n{name}"

"""Everyday sentences on unlike subjects: what grouping knows of language before the first message comes.

From them it learns the mean of each language and how alike two unrelated messages usually are, so that a
desk's first ten messages are judged with the same measure as its ten thousandth.
"""

FRENCH = (
    "Quand passe le ramassage des encombrants dans ma rue ?",
    "Je souhaite inscrire ma fille à la cantine scolaire.",
    "Le lampadaire devant chez moi ne s'allume plus depuis une semaine.",
    "Comment obtenir un extrait d'acte de naissance ?",
    "Mon colis n'est jamais arrivé et personne ne répond.",
    "Votre agent a été très aimable, bravo à toute l'équipe.",
    "Je conteste la facture d'eau que je viens de recevoir.",
    "Les voisins font du bruit toutes les nuits.",
    "Pouvez-vous me donner les horaires de la piscine en été ?",
    "Mon mot de passe ne fonctionne pas, je ne peux pas me connecter.",
    "Il y a un trou dangereux dans la chaussée près du pont.",
    "Nous cherchons une salle pour un mariage en juin.",
    "Je voudrais changer d'adresse à la suite de mon déménagement.",
    "Le médecin a quitté le village et n'est pas remplacé.",
    "Quelles aides existent pour isoler une maison ancienne ?",
    "Le train de ce matin avait encore quarante minutes de retard.",
    "Je demande un rendez-vous avec un conseiller.",
    "Des arbres ont été abattus dans le parc sans explication.",
    "Je veux résilier mon abonnement à la fin du mois.",
    "Le chat de ma voisine s'est perdu hier soir.",
)

ENGLISH = (
    "When will the recycling be collected this week?",
    "How do I enrol my son in the summer camp?",
    "The street light outside my house has been broken for days.",
    "I need a copy of my birth certificate.",
    "My parcel never arrived and nobody answers the phone.",
    "Your colleague was very kind and solved everything.",
    "There is a mistake on my last electricity bill.",
    "The bar downstairs plays loud music until three in the morning.",
    "What are the opening hours of the library?",
    "I forgot my password and cannot log in.",
    "There is a deep pothole near the school crossing.",
    "We would like to book the hall for a birthday party.",
    "Please update my address, I have moved to another town.",
    "The doctor's surgery no longer takes new patients.",
    "Is there any grant to replace an old boiler?",
    "The morning train was late again and overcrowded.",
    "Could I speak with an adviser about my pension?",
    "Trees are being cut down along the river.",
    "I want to cancel my subscription at once.",
    "Where can I taste good food on a Sunday evening?",
)

EVERYDAY = tuple(("fr", text) for text in FRENCH) + tuple(("en", text) for text in ENGLISH)

"""Lines: where somebody stands among those who wait, in words."""

EXACT = 20
NARROW = "\u202f"


def place_in_words(ahead: int, language: str) -> str:
    """How many answers are to be given before this one, as a sentence; of many, about how many."""
    if language == "fr":
        if ahead == 0:
            return "La vôtre est la prochaine réponse à donner."
        if ahead == 1:
            return "Une réponse est à donner avant la vôtre."
        return f"{rounded(ahead, 'Environ ', NARROW)} réponses sont à donner avant la vôtre."
    if ahead == 0:
        return "Yours is the next answer to be given."
    if ahead == 1:
        return "One answer is to be given before yours."
    return f"{rounded(ahead, 'About ', ',')} answers are to be given before yours."


def rounded(count: int, about: str, separator: str) -> str:
    """A small number as it is, a larger one to two figures: the order may still change a little."""
    if count <= EXACT:
        return str(count)
    step = 10 ** (len(str(count)) - 2)
    text = f"{round(count / step) * step:,}".replace(",", separator)
    return f"{about}{text}"

"""No card number survives, whatever the prose around it; every other number people write does."""

import random
import time

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from saule.engines import cards
from saule.engines.masking import mask_cards, mask_markup

ISSUERS = {
    "visa": (["4"], [16, 19]),
    "mastercard": (["51", "55", "2221", "2500", "2720"], [16]),
    "amex": (["34", "37"], [15]),
    "maestro": (["5018", "5612", "5893", "6304", "6759", "6761"], [16, 18, 19]),
    "discover": (["6011", "644", "65"], [16, 19]),
    "jcb": (["3528", "3589"], [16]),
    "diners": (["300", "305", "3095", "36", "38"], [14]),
    "unionpay": (["62", "81"], [16, 17, 19]),
}
GROUPINGS = {14: (4, 6, 4), 15: (4, 6, 5), 16: (4, 4, 4, 4), 19: (4, 4, 4, 4, 3)}
SIGNS = [" ", "-", ".", "\u00a0", "\u202f", "\u2011", " - ", "  "]

# Letters that adjoin make a parcel number or a product key of it, so prose ends in something else; and prose
# that itself holds digits may make the number part of a longer one.
PROSE = st.text(st.characters(exclude_categories=["Nd", "Cs"]), max_size=40)
BEFORE = st.builds(str.__add__, PROSE, st.sampled_from([" ", ": ", "\n", "(", "n° ", "=", '"', "*", ""]))
AFTER = st.builds(str.__add__, st.sampled_from([" ", ", ", "\n", ")", ";", '"', "!", ""]), PROSE)


def with_check_digit(body: str) -> str:
    return next(body + digit for digit in "0123456789" if cards.luhn(body + digit))


@st.composite
def card_numbers(draw: st.DrawFn, issuers: tuple[str, ...] = tuple(ISSUERS)) -> str:
    prefixes, lengths = ISSUERS[draw(st.sampled_from(issuers))]
    prefix, length = draw(st.sampled_from(prefixes)), draw(st.sampled_from(lengths))
    rest = length - len(prefix) - 1
    return with_check_digit(prefix + draw(st.text("0123456789", min_size=rest, max_size=rest)))


def grouped(digits: str, sizes: tuple[int, ...], sign: str) -> str:
    groups = []
    for size in sizes:
        groups.append(digits[:size])
        digits = digits[size:]
    return sign.join(group for group in (*groups, digits) if group)


@st.composite
def written_cards(draw: st.DrawFn) -> tuple[str, str]:
    digits = draw(card_numbers())
    sizes = GROUPINGS.get(len(digits))
    sign = draw(st.sampled_from(["", *SIGNS]))
    if sizes is None or not sign:
        # Ungrouped, a Diners number whose first nine digits are a SIREN cannot be told from a SIRET.
        assume(not cards.is_siret(digits, [len(digits)]))
        return digits, digits
    return digits, grouped(digits, sizes, sign)


def only_digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())


def seems_labelled(before: str) -> bool:
    """Prose in which an order, a parcel or a telephone number is announced, or letters adjoin."""
    return before.rstrip(" (").endswith("+") or before[-1:].isalpha()


@given(before=BEFORE, card=written_cards(), after=AFTER)
@example(before="ma carte bleue ", card=("4111111111111111",) * 2, after="")
@example(before="**", card=("4111111111111111", "4111 1111 1111 1111"), after="**")
@example(before="************\n", card=("4111111111111111", "4111 1111 1111 1111"), after="")
def test_a_card_number_never_survives_any_prose(before: str, card: tuple[str, str], after: str) -> None:
    digits, written = card
    assume(not seems_labelled(before) and not after[:1].isalpha())
    masked = mask_cards(before + written + after)
    assert written not in masked.text
    assert masked.cards == 1
    assert masked.tails == {digits[-4:]}
    assert only_digits(masked.text) == digits[-4:]
    assert len(masked.text) == len(before + written + after)
    assert masked.text.startswith(before)


@given(digits=card_numbers(), before=st.sampled_from(["", "Carte ", "12 ", "2024 ", "CB n°"]))
def test_a_card_among_other_numbers_is_found(digits: str, before: str) -> None:
    assume(not cards.is_siret(digits, [len(digits)]))
    masked = mask_cards(f"{before}{digits} 12/27")
    assert digits not in masked.text
    assert masked.text.startswith(before)
    assert masked.text.endswith(f"{digits[-4:]} 12/27")


@given(digits=card_numbers(("visa", "mastercard", "discover", "jcb")), data=st.data())
def test_any_regular_grouping_is_found(digits: str, data: st.DataObject) -> None:
    assume(len(digits) == 16)
    size = data.draw(st.sampled_from([1, 2, 4, 5, 8]))
    sign = data.draw(st.sampled_from([" ", "-", ".", "\u00a0"]))
    masked = mask_cards("Voici : " + grouped(digits, (size,) * (16 // size), sign))
    assert only_digits(masked.text) == digits[-4:]


@given(st.text("4511236789 0.-*\n>c", max_size=200))
@example("4111 1111 1111 1111 1111 1111 1111 4444")
@example("4222 2222 2222 2 4111111111111111")
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask_cards(text).text
    assert mask_cards(once).text == once
    assert mask_cards(once).cards == 0
    assert len(once) == len(text)


@given(st.lists(st.sampled_from([*"4511 1-.*<b>&#52;/t\n", "4111", "&nbsp;", "<td>", "cvv "])).map("".join))
@example("&#52;111 1111 1111 1111")
def test_masking_markup_twice_is_masking_it_once(source: str) -> None:
    once = mask_markup(source).text
    assert mask_markup(once).text == once


@given(st.text())
def test_text_without_digits_stays_as_it_is(text: str) -> None:
    assume(not any(character.isdecimal() for character in text))
    assert mask_cards(text).text == text
    assert mask_markup(text).text == text


# What must survive.


@given(
    siren=st.from_regex(r"[1-9][0-9]{7}", fullmatch=True), site=st.from_regex(r"0[0-9]{3}", fullmatch=True)
)
@example(siren="38012986", site="0001")
@example(siren="30000000", site="0000")
def test_a_siret_survives_however_it_is_written(siren: str, site: str) -> None:
    siren = with_check_digit(siren)
    siret = with_check_digit(siren + site)
    for written in (siret, grouped(siret, (3, 3, 3, 5), " "), grouped(siret, (9, 5), " ")):
        for text in (
            written,
            f"SIRET : {written}",
            f"SIRET n° {written} (Paris)",
            f"Notre siret est le {written}.",
        ):
            assert mask_cards(text).text == text
    by_card = f"Paiement par carte bancaire. SIRET {siret}"
    assert mask_cards(by_card).text == by_card


@given(st.from_regex(r"[12][0-9]{2}(?:0[1-9]|1[0-2])(?:[0-9]{2}|2[AB])[0-9]{6}", fullmatch=True))
def test_a_social_security_number_survives(body: str) -> None:
    key = 97 - int(body.replace("2A", "19").replace("2B", "18")) % 97
    number = f"{body}{key:02}"
    for written in (number, grouped(number, (1, 2, 2, 2, 3, 3, 2), " ")):
        for text in (written, f"NIR {written}", f"n° de sécurité sociale : {written}, carte vitale"):
            assert mask_cards(text).text == text


def iban(country: str, account: str) -> str:
    number = "".join(str(int(letter, 36)) for letter in account + country + "00")
    return f"{country}{98 - int(number) % 97:02}{account}"


@given(
    st.sampled_from([("FR", 23), ("DE", 18), ("BE", 12), ("ES", 20), ("CH", 17), ("PL", 24), ("LU", 16)]),
    st.text("0123456789", min_size=24, max_size=24),
    st.sampled_from(["", " ", "\u00a0", "-"]),
)
@example(("DE", 18), "411111111111111111111111", " ")
@example(("PL", 24), "411111111111111141111111", " ")
def test_an_iban_survives(country: tuple[str, int], account: str, sign: str) -> None:
    number = iban(country[0], account[: country[1]])
    written = sign.join(number[place : place + 4] for place in range(0, len(number), 4))
    for text in (written, f"IBAN : {written}", f"Mon compte {written} BIC AGRIFRPP"):
        assert mask_cards(text).text == text


@given(st.lists(st.from_regex(r"0[1-9][0-9]{8}", fullmatch=True), min_size=1, max_size=4))
def test_telephone_numbers_survive(numbers: list[str]) -> None:
    pairs = [grouped(number, (2,) * 5, " ") for number in numbers]
    abroad = ["+33 " + grouped(number[1:], (1, 2, 2, 2, 2), " ") for number in numbers]
    dotted = [grouped(number, (2,) * 5, ".") for number in numbers]
    for written in (numbers, pairs, abroad, dotted):
        for joint in (" / ", " ", ", ", "\n", " ou "):
            text = "Tél. " + joint.join(written)
            assert mask_cards(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "Colis Colissimo 6A 123 456 7890 1",
        "suivi 8R41111111111",
        "UPS 1Z4111111111111111",
        "1Z 999 AA1 01 2345 6784",
        "Commande n° 4539148803436467",
        "commande : 404-4111111-1111110",
        "order #4539148803436467",
        "your tracking number is 4539148803436467",
        "Réf. 4539148803436467",
        "PRM 30001234567892",
        "IMEI 351756051523999",
        "RIB 30006 00001 12345678901 89",
        "44539148803436467453914880343646745",
        "04539148803436467",
        "valeur 0.4539148803436467",
        "clé ABCD4539148803436467",
        "9400 1118 9956 4111 1111 1111 11",
        "4 539 148 803 436 467",
        "45.7640434 4.835659",
        "du 12.05.2024 14.30 au 13.05.2024",
        "1732212345123",
        "ISBN 978-2-07-036822-8",
        "le lot CVC 120 est livré en 2024",
        "le budget 2024 du cryptogramme de 1943 en 2025",
        "cid:100",
    ],
)
def test_other_numbers_survive(text: str) -> None:
    assert mask_cards(text).text == text
    assert mask_markup(f"<p>{text}</p>").text == f"<p>{text}</p>"


# What is kept, and what goes with the number.


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("4111 1111 1111 1111", "**** **** **** 1111"),
        ("3782-822463-10005", "****-******-*0005"),
        ("4222222222222", "*********2222"),
        ("4111 1111\r\n> 1111 1111", "**** ****\r\n> **** 1111"),
        ("４１１１ １１１１ １１１１ １１１１", "**** **** **** １１１１"),
        ('{"texte": "carte\\n4111111111111111"}', '{"texte": "carte\\n************1111"}'),
        ("nom;4111111111111111;12/27;123", "nom;************1111;12/27;***"),
        ("5500 0000 0000 0004 4111 1111 1111 1111", "**** **** **** 0004 **** **** **** 1111"),
        ("Diners 38012986600014", "Diners **********0014"),
        ("carte Maestro 500000000009", "carte Maestro ********0009"),
        ("500000000009", "500000000009"),
        ("%B4111111111111111^DOE/J^2512?", "%B************1111^DOE/J^2512?"),
        ("export 4111111111111111.0", "export ************1111.0"),
    ],
)
def test_the_last_four_digits_stay(text: str, masked: str) -> None:
    assert mask_cards(text).text == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("CVV 123", "CVV ***"),
        ("CVC: 123", "CVC: ***"),
        ("mon cryptogramme visuel est le 123.", "mon cryptogramme visuel est le ***."),
        (
            "cryptogramme (3 derniers chiffres au dos) : 123",
            "cryptogramme (3 derniers chiffres au dos) : ***",
        ),
        ("4111 1111 1111 1111 CVV 123", "**** **** **** 1111 CVV ***"),
        ("4111 1111 1111 1111 cvv2=1234", "**** **** **** 1111 cvv2=****"),
        ("4111 1111 1111 1111 exp 12/27 123", "**** **** **** 1111 exp 12/27 ***"),
        ("4111111111111111, security code 123", "************1111, security code ***"),
        ("le code de sécurité de l’immeuble est 123", "le code de sécurité de l’immeuble est 123"),
        ("123 (CVV)", "*** (CVV)"),
    ],
)
def test_security_codes_go_whole(text: str, masked: str) -> None:
    assert mask_cards(text).text == masked


@pytest.mark.parametrize(
    ("source", "masked"),
    [
        ("<b>4111</b> <i>1111</i>&nbsp;1111&#160;1111", "<b>****</b> <i>****</i>&nbsp;****&#160;1111"),
        ("&#52;111 1111 1111 1111", "**** **** **** 1111"),
        ("<td>4111<td>1111<td>1111<td>1111", "<td>****<td>****<td>****<td>1111"),
        ("<td>CVV</td><td>123</td>", "<td>CVV</td><td>***</td>"),
        ('<input value="4111111111111111">', '<input value="************1111">'),
        (r'{"n": "4111\u00a01111\u00a01111\u00a01111"}', r'{"n": "****\u00a0****\u00a0****\u00a01111"}'),
        ("<p>1</p><p>4111111111111111</p>", "<p>1</p><p>************1111</p>"),
    ],
)
def test_markup_between_the_digits_hides_nothing(source: str, masked: str) -> None:
    assert mask_markup(source).text == masked


HOSTILE = {
    "digits": "4",
    "single digits": "4 1 ",
    "groups of four": "4111 ",
    "cards": "4111 1111 1111 1111 ",
    "dots": "4...",
    "words": "cvv ",
    "words with numbers": "cvv 12 ",
    "tags": "<a ",
    "references": "&#52;",
    "ibans": "FR76 ",
    "lines": "4111\n> ",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        start = time.process_time()
        mask_markup(text)
        return time.process_time() - start

    seconds(1_000)
    assert seconds(200_000) < 8 * seconds(50_000) + 0.05


def test_five_megabytes_of_digits_take_no_more_than_seconds() -> None:
    digits = "".join(random.Random(7).choices("0123456789", k=5_000_000))
    start = time.process_time()
    assert mask_cards(digits).cards == 0
    assert time.process_time() - start < 5


@settings(max_examples=30)
@given(st.lists(card_numbers(("visa", "mastercard")), min_size=1, max_size=20))
def test_every_card_of_a_list_is_counted(numbers: list[str]) -> None:
    masked = mask_cards("\n".join(numbers))
    assert masked.cards == len(numbers)
    assert masked.tails == {number[-4:] for number in numbers}

"""Who wrote a mail: a person, or which kind of machine."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saule.channels.email.classing import Classified, classify
from saule.channels.email.parsing import parse

CLASSES = {"human", "out_of_office", "auto_reply", "bounce", "list", "spam"}
ABSENT = "Bonjour,\nJe suis en congés jusqu'au 3 avril. En cas d'urgence, écrivez à accueil@mairie.example."
AWAY = "I am out of the office until 3 April, with limited access to my e-mail."
RECEIVED = "Nous avons bien reçu votre demande. Elle porte le numéro 1234."
FAILED = (
    "Your message could not be delivered:\n"
    "<jean@example.org>: host mx.example.org said: 550 5.1.1 User unknown"
)
PLAIN = {"received": "from mx.example.org", "user-agent": "Mozilla Thunderbird", "mime-version": "1.0"}


def classed(subject="Crèche", text="Quand ouvre la crèche ?", **mail):
    """The class of a mail; header names are written with underscores."""
    sender = mail.pop("sender", "jean@example.org")
    name = mail.pop("name", "Jean Dupont")
    content_type = mail.pop("content_type", "text/plain; charset=utf-8")
    report, ours = mail.pop("report", False), mail.pop("ours", ())
    headers = {"from": f"{name} <{sender}>", "subject": subject, **PLAIN}
    headers |= {key.replace("_", "-"): value for key, value in mail.items()}
    return classify(
        headers,
        subject=subject,
        text=text,
        content_type=content_type,
        has_report_part=report,
        sender=sender,
        ours=ours,
    )


HUMAN = {
    "a question": ("Crèche", "Quand ouvre la crèche ?"),
    "about an automatic reply": (
        "Réponse automatique que j'ai reçue",
        "Vous m'avez envoyé une réponse automatique. J'attends toujours une réponse.",
    ),
    "complains of it": (
        "Réponse automatique : et ensuite ?",
        "Votre collègue est absente jusqu'au 15. Que faire ?",
    ),
    "answers one": ("Re: Automatic reply: Crèche", f"Thank you. Who replaces you?\n> {AWAY}"),
    "answers one in French": ("RE : Réponse automatique : Crèche", "Je suis en congés aussi, rappelez-moi."),
    "on holiday": (
        "Rendez-vous",
        "Je suis en congés jusqu'au 3 avril, pouvez-vous reporter mon rendez-vous ?",
    ),
    "an absent child": ("Absence", "Ma fille sera absente du 3 au 5 mars à la cantine."),
    "an absent child, titled": (
        "Absence : Léa Dupont",
        "Elle est absente pour maladie. Je serai absente aussi.",
    ),
    "absent on election day": (
        "Absence du bureau de vote",
        "Je serai absent le jour du vote. Comment voter ?",
    ),
    "holidays": ("Holidays", "We are on vacation in August. Can you watch our house?"),
    "out of the office of a doctor": ("Out of hours doctor", "Who is on duty?"),
    "asks about a bounce": ("Message non remis", f"Mon mail au service m'est revenu :\n{FAILED}"),
    "asks about a failure": ("Mail delivery failed", f"I got this from your server:\n{FAILED}"),
    "passes a bounce on": ("TR : Undelivered Mail Returned to Sender", FAILED),
    "a letter returned": ("Retour à l'expéditeur", "Mon recommandé est revenu, l'adresse était inconnue."),
    "spam": ("Spam", "Je reçois du spam à votre nom."),
    "a list": ("Liste électorale", "Suis-je sur la liste ?"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("subject", "text"), HUMAN.values(), ids=HUMAN)
def test_people_are_taken_for_people(subject, text):
    assert classed(subject, text) == Classified("human", "")


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "no"},
        {"auto_submitted": " No (a person) "},
        {"return_path": "<jean@example.org>"},
        {"x_auto_response_suppress": "DR, OOF, AutoReply"},
        {"x_ms_exchange_inbox_rules_loop": "jean@example.org"},
        {"x_spam_flag": "NO", "x_spam_status": "No, score=-1.2"},
        {"x_ms_exchange_organization_scl": "-1"},
        {"x_ms_exchange_organization_scl": "1"},
        {"x_autoreply": "no"},
        {"precedence": "normal"},
        {"list_post": "NO"},
        {"in_reply_to": "<1@mairie.example>", "references": "<1@mairie.example>"},
    ],
)
def test_headers_that_people_s_mails_have_too(headers):
    assert classed(**headers).mail_class == "human"


def test_a_form_that_writes_in_a_person_s_name_passes_on_a_person_s_words():
    assert classed(sender="no-reply@forms.example", reply_to="Jean <jean@example.org>").mail_class == "human"
    assert (
        classed(sender="no-reply@forms.example", reply_to="<noreply@forms.example>").mail_class
        == "auto_reply"
    )


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        ({"auto_submitted": "auto-replied", "subject": "Re: Crèche", "text": ABSENT}, "auto-submitted"),
        (
            {"auto_submitted": "auto-generated", "subject": "Automatic reply: Crèche", "text": "Back soon!"},
            "auto-submitted",
        ),
        (
            {"return_path": "<>", "subject": "Réponse automatique : Crèche", "text": ABSENT},
            "null-return-path",
        ),
        ({"return_path": "<MAILER-DAEMON>", "subject": "Absence", "text": ABSENT}, "null-return-path"),
        ({"x_autoreply": "yes", "subject": "Crèche", "text": AWAY}, "x-autoreply"),
        ({"precedence": "junk", "subject": "Absence", "text": "De retour lundi."}, "precedence"),
        ({"precedence": "bulk", "subject": "Out of Office: Crèche", "text": AWAY}, "precedence"),
        (
            {"x_auto_response_suppress": "All", "subject": "Automatic reply: a", "text": "Bye"},
            "auto-response-suppress",
        ),
        ({"subject": "Automatic reply: Crèche", "text": AWAY}, "subject"),
        ({"subject": "Réponse automatique : Crèche", "text": ABSENT}, "subject"),
        ({"subject": "Absence du bureau : Crèche", "text": ABSENT}, "subject"),
        ({"subject": "Message d'absence", "text": ABSENT}, "subject"),
        ({"subject": "Automatische Antwort: Kita", "text": "Ich bin bis Montag nicht im Büro."}, "subject"),
    ],
)
def test_out_of_office(mail, reason):
    assert classed(**mail) == Classified("out_of_office", reason)


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        ({"auto_submitted": "auto-replied"}, "auto-submitted"),
        ({"auto_submitted": "auto-generated; owner-email=a@b.example"}, "auto-submitted"),
        ({"auto_submitted": "auto-notified", "list_id": "<x.example>"}, "auto-submitted"),
        (
            {"auto_submitted": "auto-replied", "subject": "Réponse automatique", "text": RECEIVED},
            "auto-submitted",
        ),
        ({"return_path": "<>"}, "null-return-path"),
        ({"return_path": ""}, "null-return-path"),
        ({"precedence": "auto_reply"}, "precedence"),
        ({"x_autorespond": "Crèche"}, "x-autorespond"),
        ({"subject": "Automatic reply: Crèche", "text": RECEIVED}, "subject"),
        ({"sender": "noreply@example.org"}, "no-reply"),
        ({"sender": "ne-pas-repondre@caf.example"}, "no-reply"),
        ({"sender": "nepasrepondre@caf.example"}, "no-reply"),
        ({"sender": "caf-noreply+12@caf.example"}, "no-reply"),
        (
            {"content_type": 'multipart/report; report-type="feedback-report"', "report": True},
            "feedback-report",
        ),
        ({"content_type": "multipart/report; report-type=disposition-notification"}, "read-receipt"),
    ],
)
def test_automatic_mails(mail, reason):
    assert classed(**mail) == Classified("auto_reply", reason)


DAEMON = {"sender": "MAILER-DAEMON@mx.example", "name": "Mail Delivery System"}
POSTMASTER = {"sender": "postmaster@mx.example", "name": "System Administrator"}


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        (
            {"content_type": "multipart/report; report-type=delivery-status", "report": True},
            "delivery-report",
        ),
        ({"content_type": "multipart/report; report-type=delivery-status"}, "delivery-report"),
        (
            {"content_type": "multipart/report", "report": True, "auto_submitted": "auto-replied"},
            "delivery-report",
        ),
        (
            {"x_failed_recipients": "a@b.example", "auto_submitted": "auto-replied", "text": AWAY},
            "failed-recipients",
        ),
        ({"content_type": "multipart/mixed", "report": True, **POSTMASTER}, "delivery-report"),
        ({"x_failed_recipients": "jean@example.org", "auto_submitted": "auto-replied"}, "failed-recipients"),
        ({"subject": "Warning: message delayed", **DAEMON}, "mailer-daemon"),
        ({"subject": "failure notice", "text": f"{FAILED}\n\n{AWAY}", **DAEMON}, "mailer-daemon"),
        ({"subject": "Undeliverable: Crèche", "text": "", **POSTMASTER}, "returned"),
        ({"subject": "Non remis : Crèche", "text": "", **POSTMASTER}, "returned"),
        ({"subject": "Échec de la remise : Crèche", "text": FAILED, "return_path": "<>"}, "returned"),
        ({"subject": "Votre message n'a pas pu être distribué", "text": "", "return_path": "<>"}, "returned"),
        (
            {
                "subject": "Votre courriel",
                "text": "n'a pas pu être remis à son destinataire",
                "return_path": "<>",
            },
            "returned",
        ),
        (
            {"subject": "Undelivered Mail Returned to Sender", "text": FAILED, "precedence": "bulk"},
            "returned",
        ),
        ({"subject": "Re: Crèche", "text": FAILED, **POSTMASTER}, "returned"),
    ],
)
def test_bounces(mail, reason):
    assert classed(**mail) == Classified("bounce", reason)


def test_a_person_s_mail_with_a_report_inside_an_attached_mail_is_a_person_s():
    assert classed(content_type="multipart/mixed; boundary=x", report=True).mail_class == "human"


def test_an_absence_told_by_a_postmaster_s_own_mailbox_is_not_a_bounce():
    assert (
        classed("Automatic reply: Crèche", AWAY, return_path="<>", **POSTMASTER).mail_class == "out_of_office"
    )


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        ({"list_id": "Riverains <riverains.lists.example>"}, "list-id"),
        ({"list_post": "<mailto:riverains@lists.example>"}, "list-post"),
        (
            {"list_unsubscribe": "<https://news.example/u/1>", "sender": "noreply@news.example"},
            "list-unsubscribe",
        ),
        ({"precedence": "bulk"}, "precedence"),
        ({"precedence": "list", "text": "I am on vacation until Monday, says Bob."}, "precedence"),
    ],
)
def test_lists(mail, reason):
    assert classed(**mail) == Classified("list", reason)


def test_people_who_write_through_the_desk_s_own_list_are_people():
    shared = {
        "list_id": "<contact.mairie.example>",
        "list_post": "<https://groups.example/contact>, <mailto:contact@mairie.example>",
        "precedence": "list",
    }
    assert classed(**shared).mail_class == "list"
    assert classed(**shared, ours={"contact@mairie.example"}).mail_class == "human"


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        ({"x_spam_flag": "YES"}, "spam-flag"),
        ({"x_spam_status": "Yes, score=12.1 required=5.0"}, "spam-status"),
        ({"x_spam_flag": "YES", "list_unsubscribe": "<https://spam.example>"}, "spam-flag"),
        ({"x_ms_exchange_organization_scl": "6"}, "scl"),
        ({"x_vr_spamstate": "SPAM"}, "vr-spamstate"),
    ],
)
def test_what_the_mail_server_took_for_spam(mail, reason):
    assert classed(**mail) == Classified("spam", reason)


def test_the_first_of_two_headers_counts():
    head = "Auto-Submitted: no\r\nAuto-Submitted: auto-replied\r\n"
    assert parse(f"From: a@x.example\r\n{head}\r\nBonjour".encode(), position="1").mail_class == "human"


NAMES = st.sampled_from(
    [
        *("from", "return-path", "auto-submitted", "precedence", "list-id", "content-type", "reply-to"),
        *("x-spam-flag", "x-autoreply", "x-ms-exchange-organization-scl", "x-failed-recipients"),
    ]
)


@given(
    headers=st.dictionaries(NAMES, st.text()),
    words=st.tuples(st.text(), st.text(), st.text(), st.text()),
    report=st.booleans(),
)
@settings(deadline=None)
def test_any_mail_has_a_class(headers, words, report):
    subject, text, content_type, sender = words
    found = classify(
        headers, subject=subject, text=text, content_type=content_type, has_report_part=report, sender=sender
    )
    assert found.mail_class in CLASSES
    assert bool(found.reason) == (found.mail_class != "human")


SENTENCES = st.lists(st.sampled_from([ABSENT, AWAY, RECEIVED, FAILED, "Bonjour,", "?"]), max_size=6)


@given(text=SENTENCES.map("\n".join))
@settings(deadline=None)
def test_the_words_of_a_text_never_decide_alone(text):
    assert classed("Crèche", text).mail_class == "human"

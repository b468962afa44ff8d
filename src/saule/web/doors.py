"""The addresses of those who have no account: a link in a mail, or a form on a public page, is their door."""

from django.urls import path

from saule.web import joining, leaving, peer_status, status, withdrawal, writing_in

urlpatterns = [
    path("public/<slug:public_id>/matters/<slug:key>/signature", joining.signing, name="signing"),
    path("public/<slug:public_id>/write", writing_in.writing_in, name="public-write"),
    path("public/<slug:public_id>/asked/<slug:row>", joining.asked_for_page, name="asked-for"),
    path("confirm/<str:token>", joining.confirmation, name="confirmation"),
    path("status/<str:token>", status.status, name="status"),
    path("status/<str:token>/signature", status.signature, name="signature"),
    path("status/<str:token>/signature/withdrawal", leaving.leaving, name="signature-withdrawal"),
    path("status/<str:token>/signature/return", leaving.coming_back, name="signature-return"),
    path("status/<str:token>/objection", status.objection, name="objection"),
    path("status/<str:token>/separation", status.separation, name="separation"),
    path("status/<str:token>/reunion", status.reunion, name="reunion"),
    path("status/<str:token>/withdrawal", withdrawal.withdrawal, name="withdrawal"),
    path("status/<str:token>/withdrawal/reversal", withdrawal.reversal, name="withdrawal-reversal"),
    path("status/<str:token>/peer-answers", peer_status.peer_answers, name="own-peer-answers"),
    path("status/<str:token>/peer-answers/withdrawal", peer_status.withdrawal, name="own-peer-withdrawal"),
    path("status/<str:token>/peer-answers/withdrawal/reversal", peer_status.reversal, name="own-peer-return"),
    path("status/<str:token>/endorsements", peer_status.endorsement, name="endorsement"),
    path(
        "status/<str:token>/endorsements/reversal",
        peer_status.endorsement_reversal,
        name="endorsement-reversal",
    ),
    path("unsubscribe/<str:token>", status.unsubscribe, name="unsubscribe"),
]

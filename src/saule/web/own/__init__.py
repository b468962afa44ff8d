"""One's own page, for people without an account: the link in a mail is the key."""

from django.urls import path

from saule.web.own import acts, asking, leaving, page, proofs

urlpatterns = [
    path("me", asking.asking, name="own-asking"),
    path("me/<str:token>", page.own, name="own"),
    path("me/<str:token>/wishes", acts.wishes, name="own-wishes"),
    path("me/<str:token>/name", acts.name, name="own-name"),
    path("me/<str:token>/addresses", acts.addresses, name="own-addresses"),
    path("me/<str:token>/proof", acts.claim_proof, name="own-claim"),
    path("me/<str:token>/support/<slug:public_id>", acts.support, name="own-support"),
    path("me/<str:token>/consents/<slug:purpose>", acts.consents, name="own-consent"),
    path("me/<str:token>/file", leaving.file, name="own-file"),
    path("me/<str:token>/erasure", leaving.erasure, name="own-erasure"),
    path("erasures/<slug:public_id>", proofs.proof, name="erasure-proof"),
    path("erasures/<slug:public_id>.json", proofs.proof_json, name="erasure-proof-json"),
    path("people/<slug:public_id>/erasure", proofs.staff_erasure, name="person-erasure"),
]

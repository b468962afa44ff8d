"""The addresses of what everybody may read: ``public_id`` is the desk's, ``key`` the matter's."""

from django.urls import path

from saule.web.shown import cards, data, embed, feeds, pages

urlpatterns = [
    path("public/embed.js", embed.script, name="embed-script"),
    path("public/<slug:public_id>", pages.board, name="matters-board"),
    path("public/<slug:public_id>/feed.atom", feeds.board_atom, name="matters-atom"),
    path("public/<slug:public_id>/feed.json", feeds.board_json, name="matters-feed"),
    path("public/<slug:public_id>/matters.json", data.as_json, name="matters-json"),
    path("public/<slug:public_id>/matters.csv", data.as_csv, name="matters-csv"),
    path("public/<slug:public_id>/card.png", cards.board, name="matters-card"),
    path("public/<slug:public_id>/matters/<slug:key>", pages.matter, name="public-matter"),
    path(
        "public/<slug:public_id>/matters/<slug:key>/feed.atom", feeds.matter_atom, name="public-matter-atom"
    ),
    path(
        "public/<slug:public_id>/matters/<slug:key>/feed.json", feeds.matter_json, name="public-matter-feed"
    ),
    path("public/<slug:public_id>/matters/<slug:key>/card.png", cards.matter, name="public-matter-card"),
    path("public/<slug:public_id>/matters/<slug:key>/embed", embed.embed, name="embed"),
]

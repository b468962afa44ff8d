"""Mail is shown so that it can do nothing, and files only ever leave as downloads."""

import pytest

from saule.web.conversations import sanitised

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("html", "never"),
    [
        ("<script>alert(1)</script>hi", "alert"),
        ('<img src="https://spy.example/p.gif">', "spy"),
        ('<img src="//spy.example/p.gif">', "spy"),
        ('<img src=x onerror="alert(1)">', "alert"),
        ('<a href="javascript:alert(1)">x</a>', "alert"),
        ('<p style="background:url(https://spy.example)">x</p>', "spy"),
        ("<style>@import 'https://spy.example'</style>x", "spy"),
        ('<form action="https://spy.example"><input name=p></form>', "spy"),
        ('<iframe src="https://spy.example"></iframe>', "spy"),
        ('<svg><image href="https://spy.example/x"/></svg>', "spy"),
        ('<link rel=stylesheet href="https://spy.example">', "spy"),
        ('<meta http-equiv="refresh" content="0;url=https://spy.example">', "spy"),
        ('<table background="https://spy.example"><tr><td>x</table>', "spy"),
        ('<img src="data:text/html,<script>alert(1)</script>">', "alert"),
    ],
)
def test_nothing_remote_and_nothing_that_runs_is_left(html, never):
    assert never not in sanitised(html)


def test_an_image_that_came_inside_the_mail_stays():
    assert 'src="data:image/png;base64,AAAA"' in sanitised('<img src="data:image/png;base64,AAAA">')


def test_the_frame_can_do_nothing(world, alice, sign_in):
    response = sign_in(alice).get(world.url("body"))

    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'; img-src data:"
    assert "<b>toi</b>" in response.content.decode()
    assert "spy" not in response.content.decode()
    assert "alert" not in response.content.decode()
    assert 'sandbox loading="lazy"' in sign_in(alice).get(world.url("conversation")).content.decode()


def test_a_file_is_a_download_whatever_it_claims_to_be(world, alice, sign_in):
    response = sign_in(alice).get(world.url("attachment"))

    assert b"".join(response.streaming_content).strip() == b"secret plans"
    assert response["Content-Disposition"] == 'attachment; filename="plan.html"'
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_desks_own_pages_allow_no_inline_script(world, alice, sign_in):
    policy = sign_in(alice).get(world.url("conversation"))["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "default-src 'none'" in policy

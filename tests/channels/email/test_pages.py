"""Originals and frames of mails: who may, and what a browser may do with them."""

from fixtures.mail import deliver, proved, stored, written
from hamseda.channels.email.source import MOST_BYTES, source_of

CARD = "6037-9975-9999-9993"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 40


async def a_mail(road, channel, organization, owner):
    mail = written(channel.address, subject=f"کارت {CARD}", text=f"متن {CARD}")
    mail.add_alternative(
        f'<p>متن {CARD}</p><script>alert(1)</script><img src="cid:logo" alt="نشان">'
        '<img src="http://pixel.example/a.png"><a href="https://shop.example/">فروشگاه</a>',
        subtype="html",
    )
    mail.get_payload()[1].add_related(PICTURE, "image", "png", cid="<logo>")
    await deliver(road, proved(mail), channel.address)
    return (await stored(owner, organization))[-1]


async def test_the_frame_is_harmless_and_shows_its_own_pictures(road, channel, organization, owner, sign_in):
    message = await a_mail(road, channel, organization, owner)
    response = await sign_in(organization.agent).get(f"/api/v1/mails/{message['id']}/frame")
    assert response.headers["content-type"].startswith("text/html")
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "img-src 'self' data:;" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    page = response.text
    assert "<script" not in page
    assert 'src="data:image/png;base64,' in page
    assert ' src="http' not in page
    assert 'data-remote-src="http://pixel.example/a.png"' in page
    assert '<base target="_blank">' in page
    assert "9975" not in page


async def test_pictures_of_others_are_loaded_when_asked_and_safely(
    road, channel, organization, owner, sign_in
):
    message = await a_mail(road, channel, organization, owner)
    response = await sign_in(organization.agent).get(f"/api/v1/mails/{message['id']}/frame?images=1")
    assert "img-src 'self' data: https:;" in response.headers["content-security-policy"]
    assert 'src="https://pixel.example/a.png"' in response.text
    assert response.headers["referrer-policy"] == "no-referrer"


async def test_a_mail_without_html_has_a_frame_too(road, channel, organization, owner, sign_in):
    await deliver(road, written(channel.address, text="یک\nدو\n\n<b>سه</b>").as_bytes(), channel.address)
    message = (await stored(owner, organization))[-1]
    page = (await sign_in(organization.agent).get(f"/api/v1/mails/{message['id']}/frame")).text
    assert '<p dir="auto">یک<br>دو</p><p dir="auto">&lt;b&gt;سه&lt;/b&gt;</p>' in page


async def test_frames_are_for_those_who_see_the_conversation(
    road, channel, organization, foreign, owner, sign_in, client
):
    message = await a_mail(road, channel, organization, owner)
    path = f"/api/v1/mails/{message['id']}/frame"
    assert (await sign_in(organization.agent).get(path)).status_code == 200
    assert (await sign_in(organization.other_agent).get(path)).status_code == 404
    assert (await sign_in(foreign.admin).get(path)).status_code == 404
    assert (await client.get(path)).status_code == 401


async def test_the_original_is_for_leaders_and_each_download_is_written_down(
    road, channel, organization, foreign, owner, sign_in
):
    message = await a_mail(road, channel, organization, owner)
    path = f"/api/v1/mails/{message['id']}/raw"
    assert (await sign_in(organization.agent).get(path)).status_code == 403
    assert (await sign_in(organization.auditor).get(path)).status_code == 403
    assert (await sign_in(foreign.admin).get(path)).status_code == 404
    response = await sign_in(organization.supervisor).get(path)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("message/rfc822")
    assert response.headers["content-disposition"].startswith("attachment")
    raw = await owner.fetchrow("SELECT size, sha256 FROM raw_mail WHERE message_id = $1", message["id"])
    assert len(response.content) == raw["size"]
    entries = await owner.fetch(
        "SELECT actor_id FROM audit_entry WHERE action = 'mail.original_read' AND subject_id = $1",
        message["id"],
    )
    assert [row["actor_id"] for row in entries] == [organization.supervisor.id]


async def test_the_source_can_be_looked_at_by_leaders_alone(
    road, channel, organization, foreign, owner, sign_in
):
    message = await a_mail(road, channel, organization, owner)
    path = f"/api/v1/mails/{message['id']}/source"
    assert (await sign_in(organization.agent).get(path)).status_code == 403
    assert (await sign_in(foreign.admin).get(path)).status_code == 404
    shown = (await sign_in(organization.supervisor).get(path)).json()
    names = [name for name, _ in shown["headers"]]
    assert {"From", "To", "Subject", "Message-ID"} <= set(names)
    assert names[0] == "Authentication-Results"
    raw = await owner.fetchrow("SELECT size FROM raw_mail WHERE message_id = $1", message["id"])
    assert (shown["size"], shown["cut"], len(shown["source"].encode())) == (raw["size"], False, raw["size"])
    entries = await owner.fetch(
        "SELECT actor_id FROM audit_entry WHERE action = 'mail.original_read' AND subject_id = $1",
        message["id"],
    )
    assert [row["actor_id"] for row in entries] == [organization.supervisor.id]


def test_a_source_is_cut_and_shows_what_is_no_text_byte_by_byte():
    shown = source_of(b"Subject: =?utf-8?b?2LPZhNin2YU=?=\r\n\r\n\xff\x00" + b"a" * MOST_BYTES)
    assert (shown["headers"], shown["cut"]) == ([("Subject", "سلام")], True)
    assert r"\xff\x00aaa" in shown["source"]


async def test_an_original_that_is_gone_is_said_to_be_gone(
    house, road, channel, organization, owner, sign_in
):
    message = await a_mail(road, channel, organization, owner)
    key = await owner.fetchval("SELECT storage_key FROM raw_mail WHERE message_id = $1", message["id"])
    await road.placer._spool.remove(key)
    response = await sign_in(organization.admin).get(f"/api/v1/mails/{message['id']}/raw")
    assert (response.status_code, response.json()["code"]) == (404, "original_gone")


async def test_a_message_of_another_channel_has_no_mail(organization, sign_in):
    path = f"/api/v1/mails/{organization.conversation_id}/frame"
    assert (await sign_in(organization.admin).get(path)).status_code == 404


async def test_a_file_of_a_mail_is_downloaded_by_those_who_see_it(
    road, channel, organization, owner, sign_in
):
    mail = written(channel.address)
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="فاکتور.pdf")
    await deliver(road, mail.as_bytes(), channel.address)
    message = (await stored(owner, organization))[-1]
    (file,) = message["attachments"]
    assert file["name"] == "فاکتور.pdf"
    assert (await sign_in(organization.agent).get(file["url"])).content == b"%PDF-1.4"
    assert (await sign_in(organization.other_agent).get(file["url"])).status_code == 404


async def test_script_in_subject_and_names_is_only_text(road, channel, organization, owner, sign_in):
    script = "<script>alert(1)</script>"
    mail = written(channel.address, sender=f'"{script}" <x@example.com>', subject=script, text=script)
    await deliver(road, mail.as_bytes(), channel.address)
    message = (await stored(owner, organization))[-1]
    assert (message["subject"], message["author_name"], message["text"]) == (script, script, script)
    page = (await sign_in(organization.agent).get(f"/api/v1/mails/{message['id']}/frame")).text
    assert "<script" not in page

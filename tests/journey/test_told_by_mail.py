"""From the desk to a mailbox: the office tells whoever the writer chose, and the key is in no mail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

from amends.office.rounds.worker import Worker
from amends.office.settings import Carrying
from tests.office_door import running
from tests.rounds_at_work.relay import Humour, Relay
from tests.walk import walk

__all__ = ["walk"]


def amends(*arguments, cwd):
    env = {**os.environ, "AMENDS_PASSPHRASE": "one two"}
    return subprocess.run(
        [sys.executable, "-m", "amends", *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, timeout=300, env=env,
    )  # fmt: skip


def test_a_writer_has_the_recipients_told_by_mail(tmp_path):
    (tmp_path / "people.csv").write_text("Name,Email\nJoan Whitfield,joan@town.example\nAda Moss,\n", "utf-8")
    lines = [
        {"to": name, "text": f"Dear {name.split()[0]},\n\nI took the ladder and I said I had not. I am sorry."}
        for name in ("Joan Whitfield", "Ada Moss")
    ]
    (tmp_path / "letters.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines), "utf-8")
    made = amends("new", "desk", "--writer", "Tomas Reed", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    desk = tmp_path / "desk"
    for step in (("people", "import", "../people.csv"), ("letters", "import", "../letters.jsonl")):
        done = amends(*step, cwd=desk)
        assert done.returncode == 0, done.stderr + done.stdout
    with Relay(keep=True) as relay:
        office = subprocess.Popen(
            [sys.executable, "-m", "amends", "office", "--port", "0", "--database", tmp_path / "office.sqlite",
             "--invitation", tmp_path / "invitation"],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "AMENDS_MAIL": relay.url()},
        )  # fmt: skip
        try:
            assert office.stdout is not None
            office.stdout.readline()
            post = amends("post", "--invitation", "../invitation", "--mail", "--json", cwd=desk)
            said = json.loads(post.stdout)
            assert said["posted"] == 2, post.stderr
            assert said["told_by_mail"] == 1
            assert [one["reason"] for one in said["not_told_by_mail"]] == ["No mail address is known."]
            assert post.returncode == 1
            waited = 0
            while not relay.post.mails and waited < 3000:
                waited += 1
                assert office.poll() is None
                time.sleep(0.1)
            again = json.loads(amends("post", "--mail", "--json", cwd=desk).stdout)
            assert again["told_by_mail"] == 1
            held = amends("post", "--held", "--json", cwd=desk)
            assert json.loads(held.stdout)["held"] == 1
            assert [one["to"] for one in json.loads(held.stdout)["not_held"]] == ["Ada Moss"]
            assert held.returncode == 1
        finally:
            office.terminate()
            office.wait(180)
        (mail,) = relay.post.mails
        assert b"To: joan@town.example" in mail
        for link in said["links"]:
            assert link["url"].partition("#")[2].encode() not in mail
        assert b"Tomas" not in mail


def test_a_writer_learns_that_a_road_does_not_lead_there_and_what_can_be_done(walk, tmp_path):
    walk.new()
    (tmp_path / "people.csv").write_text("Name,Email\nJoan Whitfield,joan@town.example\n", "utf-8")
    walk("people", "import", tmp_path / "people.csv")
    walk.letters([{"to": "Joan Whitfield", "text": "Dear Joan,\n\nI took the ladder. I am sorry."}])
    folder = tmp_path / "office"
    folder.mkdir()
    with Relay(Humour(refuse=1)) as relay:
        carrying = Carrying(roads={"mail": relay.url()}, address="https://office.example")
        with running(folder, carrying=carrying) as office:
            (tmp_path / "invitation").write_bytes(office.invitation().to_bytes())
            walk("post", "--invitation", tmp_path / "invitation", "--mail")
            assert walk("mailbag", "fetch").json["not_told"] == []
            worker = Worker(office.office)
            worker.once()
            worker.stop()
            said = walk("mailbag", "fetch", as_json=False).out
            assert "The way by mail does not lead to Joan Whitfield." in said
            assert "amends packet" in said
            walk("withdraw", "Joan Whitfield")
            assert walk("mailbag", "fetch").json["not_told"] == []

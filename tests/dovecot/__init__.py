"""A real mailbox: Debian's Dovecot, on this machine only, in a folder of its own, started by whoever runs the tests.

It runs as root, with the users that its package made, and as anybody else, who is then all of them.
"""

from __future__ import annotations

import getpass
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.free_port import free_port

REMEDY = "Dovecot is not installed: apt-get install dovecot-imapd (as .ci/run does)"
PASSWORD = "quiet%water"

_CONF = """\
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
default_internal_user = {inner}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{folder}/mail/%u
imap_capability = {capability}
passdb {{
  driver = static
  args = password={escaped}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass
class Dovecot:
    """A server that answers."""

    folder: Path
    port: int
    tls_port: int
    owner: int

    def url(self, user: str = "tomas", password: str = PASSWORD, *, tls: bool = False) -> str:
        where = f"localhost:{self.tls_port}" if tls else f"127.0.0.1:{self.port}"
        return f"imap{'s' if tls else ''}://{user}:{quote(password, '')}@{where}/INBOX"

    def deliver(self, mail: bytes, user: str = "tomas", name: str = "") -> Path:
        """Puts a mail into a mailbox as a mail server does."""
        box = self.folder / "mail" / user
        for part in ("tmp", "new", "cur"):
            (box / part).mkdir(parents=True, exist_ok=True)
            os.chown(box / part, self.owner, -1)
        os.chown(box, self.owner, -1)
        name = name or f"{time.time_ns()}.test"
        (box / "tmp" / name).write_bytes(mail.replace(b"\r\n", b"\n"))
        os.chown(box / "tmp" / name, self.owner, -1)
        return (box / "tmp" / name).rename(box / "new" / name)

    def begin_anew(self, user: str = "tomas") -> None:
        """Loses the numbers of all mails, as a server does that was restored."""
        box = self.folder / "mail" / user
        for file in box.glob("dovecot*"):
            file.unlink()
        (box / "dovecot-uidlist").write_text("3 V999999 N1 G0123456789abcdef0123456789abcdef\n")
        os.chown(box / "dovecot-uidlist", self.owner, -1)


@contextmanager
def dovecot(certificate: Path | None = None, *, idle: bool = True) -> Iterator[Dovecot]:
    """Dovecot, until the block ends."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    assert program, REMEDY
    # Not under pytest's own folder: the path of a socket has 107 letters at the most.
    with tempfile.TemporaryDirectory(prefix="amends-dovecot-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        port, tls_port = free_port(), free_port()
        mine = getpass.getuser()
        inner, login = ("dovecot", "dovenull") if os.getuid() == 0 else (mine, mine)
        owner = pwd.getpwnam(inner)
        group = grp.getgrgid(owner.pw_gid).gr_name
        for name in ("mail", "home"):
            (folder / name).mkdir()
            os.chown(folder / name, owner.pw_uid, owner.pw_gid)
        closed = f"ssl_cert = <{certificate}\nssl_key = <{certificate}" if certificate else ""
        (folder / "dovecot.conf").write_text(
            _CONF.format(
                folder=folder, ssl="yes" if certificate else "no", certificate=closed, inner=inner, login=login,
                group=group, uid=owner.pw_uid, gid=owner.pw_gid, port=port,
                tls_port=tls_port if certificate else 0, escaped=PASSWORD.replace("%", "%%"),
                capability="IMAP4rev1" + (" IDLE" if idle else ""),
            )
        )  # fmt: skip
        server = subprocess.Popen([program, "-F", "-c", str(folder / "dovecot.conf")])
        try:
            _answers(server, port, folder)
            yield Dovecot(folder, port, tls_port, owner.pw_uid)
        finally:
            server.terminate()
            server.wait(180)


def _answers(server: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    end = time.monotonic() + 180
    while time.monotonic() < end:
        assert server.poll() is None, (folder / "log").read_text() if (folder / "log").exists() else "no log"
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as line:
                if line.recv(200).startswith(b"* OK"):
                    return
        except OSError:
            time.sleep(0.05)
    raise AssertionError((folder / "log").read_text())

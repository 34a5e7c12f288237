"""The example for nginx in docs/operations.md is one that nginx takes."""

import re
import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest
from support.paths import SRC

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
OPERATIONS = SRC.parents[1] / "docs/operations.md"
AROUND = """
pid {home}/nginx.pid; error_log {home}/error.log;
events {{}}
http {{ access_log off; client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/f;
  uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
{example} }}
"""
needs_nginx = pytest.mark.skipif(NGINX is None, reason="needs nginx (Debian: apt install nginx-light)")


def example() -> str:
    text = OPERATIONS.read_text(encoding="utf-8")
    found = re.search(r"^    upstream pages .*?(?=^\S)", text, re.MULTILINE | re.DOTALL)
    assert found, "docs/operations.md has an example that begins with the upstream"
    return textwrap.dedent(found.group())


def judged(home: Path, text: str) -> subprocess.CompletedProcess[str]:
    """What ``nginx -t`` says of it, with a certificate made for this and the ports of nobody."""
    key, cert = home / "town.key", home / "town.pem"
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=town.example",
    ]
    subprocess.run([*made, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
    text = text.replace("/etc/ssl/town.example.pem", str(cert)).replace("/etc/ssl/town.example.key", str(key))
    text = text.replace("listen 443", "listen 127.0.0.1:18443").replace(
        "listen 80;", "listen 127.0.0.1:18080;"
    )
    config = home / "nginx.conf"
    config.write_text(AROUND.format(home=home, example=text), encoding="utf-8")
    return subprocess.run([str(NGINX), "-t", "-c", str(config)], capture_output=True, text=True, check=False)


@needs_nginx
def test_nginx_takes_the_example(tmp_path: Path) -> None:
    said = judged(tmp_path, example())
    assert said.returncode == 0, said.stderr
    assert "syntax is ok" in said.stderr


@needs_nginx
def test_the_control_an_example_without_a_certificate_is_refused(tmp_path: Path) -> None:
    said = judged(tmp_path, re.sub(r"ssl_certificate.*\n", "", example()))
    assert said.returncode != 0
    assert "ssl_certificate" in said.stderr


def test_the_live_stream_is_led_to_the_address_that_it_answers_at() -> None:
    """It stood at /stream/ and was handed on as /, where nothing answers."""
    from lianzhi.foundation.ui.context import LIVE_PATH

    assert f"location = {LIVE_PATH} {{ proxy_pass http://127.0.0.1:8001;" in example()
    assert f"LIANZHI_LIVE_URL=https://town.example{LIVE_PATH}`" in OPERATIONS.read_text(encoding="utf-8")

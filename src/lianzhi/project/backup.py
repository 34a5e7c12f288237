"""Back up and restore an installation: database, files, keys and the seal of the trail in one archive.  R-107.

The order makes the pieces fit while the platform runs on: the seal log is read before the database, since after any
crash the database may be ahead of the log but never behind it; the photos after it, since a photo is stored before
the row that names it. The archive holds the keys: it is written for its owner's eyes only.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import connection, connections

from lianzhi.kernel.checksums import sm3_file
from lianzhi.kernel.errors import N_, BadInput, WrongState

FORMAT = 1
SEAL, KEYS, MODELS, FILES, DATABASE, MANIFEST = (
    "audit/seal.log", "keys", "models", "files", "database", "manifest.json",
)  # fmt: skip
Say = Callable[[str], object]


def backup(target: Path, say: Say = lambda text: None) -> Path:
    """Write one archive. ``target`` is a new file, or a directory that gets one named by the time."""
    now = datetime.now(UTC)
    if target.is_dir():
        target = target / f"lianzhi-{now:%Y%m%d-%H%M%S}.tar"
    if target.exists():
        raise BadInput(
            "backup.exists", N_("This file is there already."), way_out=N_("Name a new file or a directory.")
        )
    home = Path(settings.HOME)
    half = target.with_name(target.name + ".part")
    with tempfile.TemporaryDirectory(dir=target.parent) as place:
        work = Path(place)
        os.chmod(work, 0o700)
        if (home / SEAL).exists():
            (work / "audit").mkdir()
            shutil.copyfile(home / SEAL, work / SEAL)
        _dump(work / DATABASE)
        say(f"database: {(work / DATABASE).stat().st_size / 1e6:.1f} MB")
        sums = {DATABASE: sm3_file(work / DATABASE)}
        if (work / SEAL).exists():
            sums[SEAL] = sm3_file(work / SEAL)
        manifest = {"format": FORMAT, "vendor": connection.vendor, "at": now.isoformat(), "sm3": sums}
        (work / MANIFEST).write_text(json.dumps(manifest, indent=1))
        try:
            with tarfile.open(half, "x", format=tarfile.PAX_FORMAT) as out:
                os.chmod(half, 0o600)
                for name in (MANIFEST, SEAL, DATABASE):
                    if (work / name).exists():
                        out.add(work / name, name)
                for name in (KEYS, MODELS, FILES):
                    if (home / name).is_dir():
                        out.add(home / name, name)
            with open(half, "rb") as whole:
                os.fsync(whole.fileno())
            half.rename(target)
        finally:
            half.unlink(missing_ok=True)
    say(f"{target}: {target.stat().st_size / 1e6:.1f} MB")
    return target


def restore(archive: Path, *, replace: bool = False, say: Say = lambda text: None) -> None:
    """Put an archive in place of what is here. Everything is checked before anything is changed.

    Raises BadInput for a damaged or foreign archive, WrongState when there is data here and ``replace`` is not set.
    """
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home, prefix="restore-") as place:
        work = Path(place)
        manifest = _unpacked(archive, work)
        if manifest["vendor"] != connection.vendor:
            raise BadInput(
                "backup.vendor",
                N_("This archive is of a %(there)s database; here it is %(here)s."),
                way_out=N_("Set LIANZHI_DATABASE to a database of the same kind."),
                params={"there": manifest["vendor"], "here": connection.vendor},
            )
        if not replace and (_has_data() or any((home / name).exists() for name in (SEAL, FILES))):
            raise WrongState(
                "backup.not_empty",
                N_("There is data here already."),
                way_out=N_("Restore into a new home and database, or say --replace to lose what is here."),
            )
        connections.close_all()
        _load(work / DATABASE)
        for name in ("audit", KEYS, MODELS, FILES):
            shutil.rmtree(home / name, ignore_errors=True)
            if (work / name).exists():
                shutil.move(work / name, home / name)
    say(f"restored as of {manifest['at']}")


_FILTER: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
"""Debian 12's Python (3.11.2) has none; ``_plain`` refuses there what it would."""


def _plain(whole: tarfile.TarFile) -> list[tarfile.TarInfo]:
    """All members, which are files and folders below the archive's own root. Raises tarfile.TarError."""
    members = whole.getmembers()
    for each in members:
        path = PurePosixPath(each.name)
        if path.is_absolute() or ".." in path.parts or not (each.isfile() or each.isdir()):
            raise tarfile.TarError(each.name)
    return members


def _unpacked(archive: Path, work: Path) -> dict:
    try:
        with tarfile.open(archive) as whole:
            whole.extractall(work, members=_plain(whole), **_FILTER)  # noqa: S202  checked by _plain
        manifest = json.loads((work / MANIFEST).read_text())
        right = manifest["format"] == FORMAT and all(
            sm3_file(work / name) == found for name, found in manifest["sm3"].items()
        )
    except (OSError, ValueError, KeyError, tarfile.TarError):
        right = False
    if not right:
        raise BadInput(
            "backup.damaged",
            N_("This archive is damaged or was not made by “lianzhi backup”."),
            way_out=N_("Take another one; nothing has been changed here."),
        )
    return manifest


def _has_data() -> bool:
    return bool(connection.introspection.table_names())


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        with sqlite3.connect(connection.settings_dict["NAME"]) as source, sqlite3.connect(target) as out:
            source.backup(out, pages=10_000)
        source.close()
        out.close()
        return
    own = () if _schema() == "public" else (f"--schema={_schema()}",)
    _postgres("pg_dump", *own, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def _load(source: Path) -> None:
    if connection.vendor == "sqlite":
        place = Path(connection.settings_dict["NAME"])
        for tail in ("", "-wal", "-shm"):
            place.with_name(place.name + tail).unlink(missing_ok=True)
        shutil.copyfile(source, place)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {connection.ops.quote_name(_schema())} CASCADE")
        if _schema() == "public":
            cursor.execute("CREATE SCHEMA public")
    connections.close_all()
    _postgres(
        "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(source)
    )


def _schema() -> str:
    """Where the tables lie; towns that share one database have a schema each."""
    return connection.settings_dict["OPTIONS"].get("options", "").partition("search_path=")[2] or "public"


def _postgres(program: str, *words: str) -> None:
    """PostgreSQL's own program, against our database. The password goes through the environment, not the command line."""
    said = connection.settings_dict
    where = {
        "PGHOST": said["HOST"],
        "PGPORT": said["PORT"],
        "PGUSER": said["USER"],
        "PGPASSWORD": said["PASSWORD"],
    }
    environment = os.environ | {name: value for name, value in where.items() if value}
    words = (program, f"--dbname={said['NAME']}", *words)
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise WrongState(
            "backup.program",
            N_("%(program)s failed: %(why)s"),
            way_out=N_("Install PostgreSQL's client programs of the server's version, and try again."),
            params={"program": program, "why": done.stderr.strip()[-400:]},
        )

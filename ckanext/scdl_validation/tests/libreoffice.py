"""LibreOffice, as a test runs it: one process for many files, with a profile of its own."""
from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
WHY_NOT = "LibreOffice is not on this machine (Debian: libreoffice-calc-nogui)"


def convert(files: list[Path], to: str, out: Path, profile: Path) -> dict[str, Path]:
    """Name of each file without its ending → the file that LibreOffice made of it.

    A file that it cannot load, or loads only after repair, is not converted: the answer then lacks it.
    """
    subprocess.run(
        [str(SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", to,
         "--outdir", str(out), *map(str, files)],
        check=True, timeout=300, capture_output=True)
    ending = to.partition(":")[0]
    return {file.stem: out / f"{file.stem}.{ending}" for file in files if (out / f"{file.stem}.{ending}").exists()}

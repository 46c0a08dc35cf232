"""Another commit beside this one, with what it requires, kept under `.bench/` for the next run."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from machina.testing.stack import HERE, REPOSITORY, Checkout

FOLDER = REPOSITORY / ".bench"
INSTALL_SECONDS = 1200


def checked_out(commit: str) -> Checkout:
    """The commit's sources in a folder of their own. Raises RuntimeError for a commit that git does not know."""
    full = _git("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}")
    root = FOLDER / full[:12]
    if not (root / "manage.py").is_file():
        FOLDER.mkdir(exist_ok=True)
        _git("worktree", "prune")
        _git("worktree", "add", "--force", "--detach", str(root), full)
    _give_editor(root)
    return Checkout(root, _python(root))


def _python(root: Path) -> str:
    """This interpreter where it has what the commit requires, else one of the commit's own."""
    if (root / "requirements.txt").read_text() == (REPOSITORY / "requirements.txt").read_text():
        return HERE.python
    python = root / ".venv" / "bin" / "python"
    done = root / ".venv" / ".requirements"
    if not done.exists():
        print(f"Installing what {root.name} requires…", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(root / ".venv")], check=True)
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", "requirements.txt"]
        subprocess.run(install, cwd=root, check=True, timeout=INSTALL_SECONDS)
        done.touch()
    return str(python)


def _give_editor(root: Path) -> None:
    """The page is never opened here, but a stack looks for its files."""
    mine, theirs = REPOSITORY / "frontend" / "dist", root / "frontend" / "dist"
    if mine.is_dir() and not theirs.exists():
        shutil.copytree(mine, theirs)


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"git {' '.join(arguments)} failed: {done.stderr.strip() or 'no such commit'}")
    return done.stdout.strip()

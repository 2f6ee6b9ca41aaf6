"""Asks for known holes in what is locked; counts and names what could not be audited."""

import json
import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements" / "dev.txt"


def main() -> int:
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--requirement",
        str(REQUIREMENTS),
        "--disable-pip",
        "--format=json",
    ]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    try:
        packages = json.loads(run.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        reason = (run.stderr.strip().splitlines() or ["no answer"])[-1]
        locked = sum(
            1 for line in REQUIREMENTS.read_text().splitlines() if "==" in line and line[:1].isalnum()
        )
        print(f"NOT AUDITED: all {locked} packages, the advisory service did not answer ({reason[:160]})")
        return 0
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    holes = [(p["name"], v["id"]) for p in packages for v in p.get("vulns", [])]
    print(f"audited: {len(packages) - len(skipped)}, not audited: {len(skipped)}")
    if skipped:
        print("NOT AUDITED: " + ", ".join(skipped))
    for name, hole in holes:
        print(f"KNOWN HOLE: {name} {hole}")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main())

"""Runs a command and says as JSON what it cost: processor seconds (user and system, with its children), wall seconds, the most memory held in MB;
and what the command said of itself, where the last line of its standard output is JSON.

  measured.py FIGURES.json COMMAND [ARGUMENT ...]"""

import json
import resource
import subprocess
import sys
import time

started = time.monotonic()
ended = subprocess.run(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
seconds, used = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
last = (ended.stdout.splitlines() or [b""])[-1]
figures = {
    "seconds": seconds,
    "cpu_seconds": used.ru_utime + used.ru_stime,
    "peak_rss_mb": used.ru_maxrss / 1024,
    "said": json.loads(last) if last.startswith(b"{") else None,
}
with open(sys.argv[1], "w") as file:
    json.dump(figures, file)
sys.exit(ended.returncode)

"""Runs a command and says as JSON what it cost: processor seconds (user and system, with its children), wall seconds, the most memory held in MB.

  measured.py FIGURES.json COMMAND [ARGUMENT ...]"""

import json
import resource
import subprocess
import sys
import time

started = time.monotonic()
ended = subprocess.run(sys.argv[2:], stdin=subprocess.DEVNULL)
seconds, used = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as file:
    json.dump({"seconds": seconds, "cpu_seconds": used.ru_utime + used.ru_stime, "peak_rss_mb": used.ru_maxrss / 1024}, file)
sys.exit(ended.returncode)

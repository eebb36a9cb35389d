"""What a measurement knows about its own process.

    process.py [--limit SECONDS] COMMAND...

runs a command, passes on what it prints, and ends with a line of its own: a JSON object with the
command's seconds, core seconds and peak memory in MiB. Status 124 where the limit is reached.
"""
import argparse
import json
import resource
import subprocess
import sys
import time

MIB = 1048576


def peak_memory(of=resource.RUSAGE_SELF):
    """MiB since the start; the system counts in KiB on Linux, in bytes on macOS."""
    peak = resource.getrusage(of).ru_maxrss
    return peak / (1024 if sys.platform == "linux" else MIB)


def _status(name):
    with open("/proc/self/status") as file:
        for line in file:
            if line.startswith(name):
                return int(line.split()[1]) / 1024
    raise KeyError(name)


class Measurement:
    """Seconds, core seconds and memory of a stretch of work.

    On Linux the peak is that of the stretch, since the kernel lets a process start it anew;
    elsewhere it is the peak since the start.
    """

    def __enter__(self):
        try:
            with open("/proc/self/clear_refs", "w") as file:
                file.write("5")
            self._fresh = True
            self.before = _status("VmRSS")
        except OSError:
            self._fresh = False
            self.before = peak_memory()
        self._cores = time.process_time()
        self._start = time.perf_counter()
        return self

    def __exit__(self, *_):
        self.seconds = time.perf_counter() - self._start
        self.core_seconds = time.process_time() - self._cores
        self.peak = _status("VmHWM") if self._fresh else peak_memory()

    def line(self, name):
        return (
            f"{name}: fitted in {self.seconds:.3f} s, {self.core_seconds:.2f} core seconds, "
            f"peak memory {self.peak:.1f} MiB ({self.before:.1f} before)")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--limit", type=float)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    start = time.perf_counter()
    try:
        status = subprocess.run(args.command, timeout=args.limit).returncode
    except subprocess.TimeoutExpired:
        print(f"stopped after {args.limit:g} s", file=sys.stderr)
        sys.exit(124)
    seconds = time.perf_counter() - start
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({
        "seconds": seconds, "core_seconds": usage.ru_utime + usage.ru_stime,
        "peak": peak_memory(resource.RUSAGE_CHILDREN)}))
    sys.exit(status)


if __name__ == "__main__":
    main()

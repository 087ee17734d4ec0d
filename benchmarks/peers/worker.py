"""The protocol of benchmarks/Clef.Benchmarks/Worker.cs: ready, then seconds for each "go", peak megabytes for "memory"."""
import resource
import sys
import time


def serve(prepare):
    """prepare(case, threads) returns the function that one round runs."""
    case, threads = sys.argv[1], int(sys.argv[2])
    run = prepare(case, threads)
    run()
    run()
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "go":
            start = time.perf_counter()
            run()
            print(time.perf_counter() - start, flush=True)
        elif line.strip() == "memory":
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)

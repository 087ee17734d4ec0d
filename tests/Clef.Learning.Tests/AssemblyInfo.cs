// libtorch's random generator is one for the process: tests that seed it and draw from it cannot run side by side.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

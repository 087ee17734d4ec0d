// The random generator is the process's, and codes that come back to life draw from it: trainings that are compared to the byte must not meet other tests.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Aita.Cli.Tests.Rehearsal;

/// <summary>Tests in virtual time, whose clock goes on when the thread pool has nothing to do; they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneOnTheThreadPool
{
    public const string Name = "alone on the thread pool";
}

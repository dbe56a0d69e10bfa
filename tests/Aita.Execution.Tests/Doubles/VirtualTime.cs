namespace Aita.Execution.Tests.Doubles;

/// <summary>Tests that move a clock while work runs on the thread pool; they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class VirtualTime
{
    public const string Name = "virtual time";
}

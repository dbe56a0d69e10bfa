using Aita.Execution;

namespace Aita.Cli.Settings;

/// <summary>The settings of a run, checked. Not a record on purpose: its text must never show the key.</summary>
internal sealed class RunSettings
{
    /// <summary>The folder of the cost ledger within the data folder; every other one is an assignment.</summary>
    public const string CostFolder = "cost_tracking";

    /// <summary>How batches run; folders are absolute.</summary>
    public required ParallelExecutionOptions Execution { get; init; }

    /// <summary>Whether earlier outcomes are reused.</summary>
    public required bool Resume { get; init; }

    public required ProgressMode Progress { get; init; }

    /// <summary>The key; null when the endpoint needs none. Never shown.</summary>
    public required string? ApiKey { get; init; }

    public required string Model { get; init; }

    public required Uri BaseUrl { get; init; }

    /// <summary>The data folder, absolute.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where metrics and traces go; null for nowhere.</summary>
    public required Uri? Otlp { get; init; }

    /// <summary>Folder of the cost ledger, absolute.</summary>
    public string CostDirectory => CostDirectoryOf(DataDirectory);

    /// <summary>Folder of the cost ledger in a data folder.</summary>
    public static string CostDirectoryOf(string dataDirectory) => Path.Combine(dataDirectory, CostFolder);
}

using System.Collections;

namespace Aita.Cli;

/// <summary>What a run takes from its surroundings besides the console.</summary>
internal sealed class AitaServices
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Absolute path that relative paths start from.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Requests to stop: Ctrl-C and SIGTERM, or those of a test.</summary>
    public required Interrupts Interrupts { get; init; }

    /// <summary>Questions to the run: SIGUSR1, or those of a test.</summary>
    public Inquiries Inquiries { get; init; } = new();

    public static AitaServices OfProcess() => new()
    {
        Environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(static e => (string)e.Key, static e => (string?)e.Value ?? string.Empty, StringComparer.Ordinal),
        WorkingDirectory = System.Environment.CurrentDirectory,
        Interrupts = Interrupts.OfProcess(),
        Inquiries = Inquiries.OfProcess(),
    };

    /// <summary>The absolute form of a path that a person wrote.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);

    /// <summary>A path as a person would write it here: relative below the working directory, else absolute.</summary>
    public string DisplayPath(string path)
    {
        var relative = Path.GetRelativePath(WorkingDirectory, FullPath(path));
        return relative.StartsWith("..", StringComparison.Ordinal) ? FullPath(path) : relative;
    }
}

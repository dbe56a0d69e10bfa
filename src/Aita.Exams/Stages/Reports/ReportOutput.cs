using System.Collections.Concurrent;
using Aita.Exams.Results;

namespace Aita.Exams.Stages.Reports;

/// <summary>What was written, what stayed, and what a person should know. Thread-safe.</summary>
internal sealed class ReportOutput
{
    private readonly ConcurrentBag<string> _written = [];
    private readonly ConcurrentBag<string> _warnings = [];
    private int _unchanged;

    public IReadOnlyList<string> Written => [.. _written.Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Warnings => [.. _warnings.Order(StringComparer.Ordinal)];

    public int Unchanged => _unchanged;

    public async Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        if (await ChangedFile.WriteAsync(path, content, cancellationToken).ConfigureAwait(false))
        {
            _written.Add(path);
        }
        else
        {
            Interlocked.Increment(ref _unchanged);
        }
    }

    public void Warn(IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
        {
            _warnings.Add(sentence);
        }
    }
}

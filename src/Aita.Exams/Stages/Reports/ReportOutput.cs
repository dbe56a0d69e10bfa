using System.Collections.Concurrent;
using Aita.Exams.Results;
using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Reports;

/// <summary>What was written, what stayed, and what a person should know. Thread-safe.</summary>
internal sealed class ReportOutput
{
    private readonly ConcurrentBag<string> _written = [];
    private readonly ConcurrentBag<string> _warnings = [];
    private readonly ConcurrentDictionary<string, ReportStamp> _stamps = new(StringComparer.Ordinal);
    private int _unchanged;

    public IReadOnlyList<string> Written => [.. _written.Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Warnings => [.. _warnings.Order(StringComparer.Ordinal)];

    public int Unchanged => _unchanged;

    /// <summary>What each report of this run was made from, by its path.</summary>
    public IReadOnlyDictionary<string, ReportStamp> Stamps => _stamps;

    public async Task WriteAsync(string path, byte[] content, ReportStamp stamp, CancellationToken cancellationToken)
    {
        if (await ChangedFile.WriteAsync(path, content, cancellationToken).ConfigureAwait(false))
        {
            _written.Add(path);
        }
        else
        {
            Interlocked.Increment(ref _unchanged);
        }

        _stamps[path] = stamp;
    }

    /// <summary>Removes a report of an earlier run; it shows what is not so any more.</summary>
    /// <exception cref="ExamException">The disk refused.</exception>
    public static void Remove(string path)
    {
        try
        {
            if (File.Exists(path))
            {
                File.Delete(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExamException(ExamErrorKind.Storage, $"Could not remove {path}, which is out of date: {exception.Message}", exception);
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

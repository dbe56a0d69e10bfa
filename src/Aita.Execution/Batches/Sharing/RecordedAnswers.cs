using Microsoft.Extensions.Logging;

namespace Aita.Execution;

/// <summary>
/// The answers that this run has bought, found again in its checkpoint by their requests, however long ago that was. Thread-safe.
/// </summary>
internal sealed class RecordedAnswers(CheckpointFile file, ILogger log) : IDisposable
{
    /// <summary>Records that are looked at for a task: a request is bought more than once only when an answer of it could not be used by everybody.</summary>
    private const int MostRead = 4;

    private readonly RecordedPlaces _places = new(() => TemporaryFile.CreateBeside(file.Location), e => BatchLog.AnswersForgotten(log, e.Message));

    /// <summary>Remembers where the success of a task is recorded.</summary>
    public void Add(WorkItem item)
    {
        if (item.RecordedAt > 0)
        {
            _places.Add(RequestOf(item.Key), item.RecordedAt);
        }
    }

    /// <summary>Finds the last answer to a task's request that the task can use.</summary>
    /// <exception cref="IOException">The checkpoint cannot be read.</exception>
    public SharedAnswer? Find(WorkItem item)
    {
        Span<long> offsets = stackalloc long[MostRead];
        offsets = offsets[.._places.Find(RequestOf(item.Key), offsets)];
        foreach (var offset in offsets)
        {
            if (file.ReadAt(offset) is { Answer: { } answer } record && string.Equals(record.Key, item.Key, StringComparison.Ordinal)
                && (answer.Body is not null || !item.Task.KeepsResponseBody))
            {
                return new SharedAnswer(record.Id, answer);
            }
        }

        return null;
    }

    public void Dispose() => _places.Dispose();

    // A task key is a good hash in hexadecimal: some of its bits are as good as another hash.
    private static ulong RequestOf(string key)
    {
        Span<byte> first = stackalloc byte[sizeof(ulong)];
        Convert.FromHexString(key.AsSpan(0, 2 * sizeof(ulong)), first, out _, out _);
        return BitConverter.ToUInt64(first);
    }
}

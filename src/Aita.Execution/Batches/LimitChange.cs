using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// Whether an answer of an earlier run is one to a request that differs only in its output limit. One that ended by itself is; one that was cut
/// off is, too, where no more is allowed now. Asked only about records under another key: costs a hash, and some dozens where a limit was taken away. Pure.
/// </summary>
internal static class LimitChange
{
    /// <param name="earlier">A record of the task, with an answer.</param>
    /// <param name="item">The task, with its own request.</param>
    /// <param name="defaultModel">The model of the client.</param>
    public static bool Keeps(CheckpointRecord earlier, WorkItem item, string? defaultModel)
    {
        var (now, then) = (item.OwnLimit, earlier.MaxOutputTokens);
        if (now == then || ((now ?? int.MaxValue) > (then ?? int.MaxValue) && AnswerCheck.IsCutOff(earlier.Answer!)))
        {
            return false;
        }

        foreach (var (told, body) in RequestsWith(then, now, item))
        {
            var options = item.Options?.Clone() ?? new ChatOptions();
            options.MaxOutputTokens = told;
            if (string.Equals(TaskKey.Compute(item.Messages!, options, defaultModel, body, item.Task.SampleIndex), earlier.Key, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What the body may have said: options may tell more than it does, the limit of all answers that it asks for.</summary>
    private static long?[] OfEachAnswer(int? then, int? inBody, int? now, ReadOnlyMemory<byte> body) =>
        then is not { } limit ? [null]
        : inBody is { } each && now is > 0 and var all ? [(long)limit * each / all]
        : RawLimit.ReadAnswers(body.Span) is > 1 and var answers ? [limit, limit / answers]
        : [limit];

    /// <summary>The requests that the task's own may have been: the limit in its options, and its raw body.</summary>
    private static IEnumerable<(int? Told, ReadOnlyMemory<byte> Body)> RequestsWith(int? then, int? now, WorkItem item)
    {
        if (item.RawBody is not { } body)
        {
            yield return (then, default);
            yield break;
        }

        var inBody = item.ToldLimit is null ? now : RawLimit.Read(body.Span);
        if (inBody is null && now is not null)
        {
            yield return (then, body);
            yield break;
        }

        foreach (var other in OfEachAnswer(then, inBody, now, body).SelectMany(each => RawLimit.With(body, each)))
        {
            if (item.ToldLimit is not null || inBody is null)
            {
                yield return (then, other);
            }

            if (item.ToldLimit is null)
            {
                yield return (null, other);
            }
        }
    }
}

using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>
/// Whether an answer of an earlier run is one to a request that differs only in its output limit. One that ended by itself is; one that was cut
/// off is, too, where no more is allowed now. Costs a hash or a few, and is asked only about records under another key. Pure.
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

        // Options may tell more than the body: the limit of all answers that it asks for.
        var each = (long)then.GetValueOrDefault() * (inBody ?? 1) / (now ?? 1);
        foreach (var other in RawLimit.With(body, then is null ? null : each))
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

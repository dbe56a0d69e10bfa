namespace Aita.Execution;

/// <summary>Divides what a combined request used among its tasks; the parts add up to the whole. Pure but for the items it writes to.</summary>
internal static class Share
{
    public static void Among(WorkItem leader, TimeSpan elapsed, LlmAnswer? answer)
    {
        if (!leader.IsGroup)
        {
            leader.Answered(elapsed, answer?.Usage, answer?.Cost);
            return;
        }

        var count = leader.Followers.Count + 1;
        var usage = answer?.Usage;
        var eachUsage = usage is { } all ? new TokenUsage(all.Input / count, all.Output / count, all.CachedInput / count) : (TokenUsage?)null;
        var eachCost = answer?.Cost / count;
        foreach (var follower in leader.Followers)
        {
            follower.Answered(elapsed / count, eachUsage, eachCost);
        }

        var others = leader.Followers.Count;
        leader.Answered(
            elapsed - (elapsed / count * others),
            usage is { } sum && eachUsage is { } part
                ? new TokenUsage(sum.Input - (part.Input * others), sum.Output - (part.Output * others), sum.CachedInput - (part.CachedInput * others))
                : null,
            answer?.Cost - (eachCost * others));
    }
}

namespace Aita.Execution;

/// <summary>Divides what a combined request used among its tasks, by what each would use alone; the parts add up to the whole. Pure but for the items it writes to.</summary>
internal static class Share
{
    /// <summary>Shares are cut here, far below a cent, so that they can be added without rounding.</summary>
    private const int CostDigits = 12;

    public static void Among(WorkItem leader, TimeSpan elapsed, LlmAnswer? answer)
    {
        if (!leader.IsGroup)
        {
            leader.Answered(elapsed, answer?.Usage, answer?.Cost);
            return;
        }

        var sum = leader.Members.Sum(WeightOf);
        var (time, usage, cost) = (elapsed, answer?.Usage, answer?.Cost);
        foreach (var follower in leader.Followers)
        {
            var share = WeightOf(follower) / sum;
            var itsTime = TimeSpan.FromTicks((long)(elapsed.Ticks * share));
            var itsUsage = answer?.Usage is { } all ? new TokenUsage((long)(all.Input * share), (long)(all.Output * share), (long)(all.CachedInput * share)) : (TokenUsage?)null;
            var itsCost = answer?.Cost is { } paid ? decimal.Round(paid * share, CostDigits, MidpointRounding.ToZero) : (decimal?)null;
            follower.Answered(itsTime, itsUsage, itsCost);
            time -= itsTime;
            usage = usage - itsUsage;
            cost -= itsCost;
        }

        leader.Answered(time, usage, cost);
    }

    private static decimal WeightOf(WorkItem item) => Math.Max(1, item.TokensAlone);
}

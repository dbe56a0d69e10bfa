namespace Aita.Execution;

/// <summary>
/// Divides what a combined request used, and the reservation that its cost replaces, among its tasks, by what each would use alone; the parts add
/// up to the whole. Pure but for the items it writes to.
/// </summary>
internal static class Share
{
    /// <summary>Shares are cut here, far below a cent, so that they can be added without rounding.</summary>
    private const int CostDigits = 12;

    /// <param name="leader">The first of the tasks.</param>
    /// <param name="elapsed">The time of the request.</param>
    /// <param name="answer">Its answer; null without one.</param>
    /// <param name="reserved">
    /// What was reserved for it and is given back, since its cost is known. Each task gives back its part with the record of its cost: after a
    /// crash between two of them, what is missing of the cost is still reserved.
    /// </param>
    public static void Among(WorkItem leader, TimeSpan elapsed, LlmAnswer? answer, CostReservation reserved)
    {
        if (!leader.IsGroup)
        {
            leader.Answered(elapsed, answer?.Usage, answer?.Cost);
            leader.GiveBack(reserved);
            return;
        }

        // What cannot be divided is given back last.
        leader.Followers[^1].GiveBack(new CostReservation(0, reserved.Unpriced));
        var toGiveBack = reserved.Cost;

        var sum = leader.Members.Sum(WeightOf);
        var (time, usage, cost) = (elapsed, answer?.Usage, answer?.Cost);
        foreach (var follower in leader.Followers)
        {
            var share = WeightOf(follower) / sum;
            var itsTime = TimeSpan.FromTicks((long)(elapsed.Ticks * share));
            var itsUsage = answer?.Usage is { } all ? new TokenUsage((long)(all.Input * share), (long)(all.Output * share), (long)(all.CachedInput * share)) : (TokenUsage?)null;
            var itsCost = answer?.Cost is { } paid ? Cut(paid * share) : (decimal?)null;
            var itsReserved = Cut(reserved.Cost * share);
            follower.Answered(itsTime, itsUsage, itsCost);
            follower.GiveBack(new CostReservation(itsReserved));
            toGiveBack -= itsReserved;
            time -= itsTime;
            usage = usage - itsUsage;
            cost -= itsCost;
        }

        leader.Answered(time, usage, cost);
        leader.GiveBack(new CostReservation(toGiveBack));
    }

    private static decimal Cut(decimal cost) => decimal.Round(cost, CostDigits, MidpointRounding.ToZero);

    private static decimal WeightOf(WorkItem item) => Math.Max(1, item.TokensAlone);
}

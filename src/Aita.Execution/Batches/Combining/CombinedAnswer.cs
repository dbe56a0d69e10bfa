namespace Aita.Execution;

/// <summary>Takes combined answers apart. Pure.</summary>
internal static class CombinedAnswer
{
    /// <summary>One answer for each member, null where there is none; null as a whole when the answer cannot be split.</summary>
    public static IReadOnlyList<LlmAnswer?>? Split(WorkItem group, IReadOnlyList<WorkItem> members, LlmAnswer answer)
    {
        IReadOnlyList<string?>? parts;
        try
        {
            parts = ((ICombinable)group.Task).Split(answer.Text, [.. members.Select(static member => member.Task)]);
        }
        catch (Exception)
        {
            return null; // whatever the parser could not read, halves will tell which task it was
        }

        return parts is null || parts.Count != members.Count || parts.All(static part => part is null)
            ? null
            : [.. parts.Select(part => part is null ? null : answer with { Text = part, Usage = null, Cost = null, Body = null })];
    }

    /// <summary>Two groups of half the size; single tasks once the halves are that small.</summary>
    public static IReadOnlyList<WorkItem> Halve(WorkItem group)
    {
        List<WorkItem> members = [.. group.Members];
        foreach (var member in members)
        {
            member.Followers = [];
        }

        var half = (members.Count + 1) / 2;
        return [Grouping.Form(members[..half]), Grouping.Form(members[half..])];
    }
}

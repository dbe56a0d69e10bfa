using System.Globalization;

namespace Aita.Cli.Tests.Rehearsal;

/// <summary>What a task of a random world asks: tasks with an equal one send the same request, and share its answer.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Number">Its number.</param>
/// <param name="Sample">Which sample of it is wanted; null for any.</param>
internal sealed record Question(string Text, int Number, int? Sample)
{
    /// <param name="id">Id of a task: a letter and a number. Only the tasks that are called t repeat each other.</param>
    /// <param name="tasks">How many of those there are.</param>
    /// <param name="repetition">How they repeat each other.</param>
    public static Question Of(string id, int tasks, Repetition repetition)
    {
        var number = int.Parse(id.AsSpan(1), CultureInfo.InvariantCulture);
        if (repetition == Repetition.None || id[0] != 't')
        {
            return new('q' + id, number, Sample: null);
        }

        var (round, asked) = Math.DivRem(number, 1 + (tasks / (repetition == Repetition.IdenticalSamples ? 4 : 2)));
        return new($"q{asked}", asked, repetition switch
        {
            Repetition.Samples => round,
            Repetition.IdenticalSamples => round / 2,
            _ => null,
        });
    }
}

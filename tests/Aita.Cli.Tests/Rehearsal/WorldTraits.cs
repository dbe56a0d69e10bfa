using CsCheck;

namespace Aita.Cli.Tests.Rehearsal;

/// <summary>What the tasks of a random world have in common, and how its models answer.</summary>
internal sealed record WorldTraits
{
    /// <summary>No answer to one task has more tokens.</summary>
    public const int Output = 20;

    /// <summary>Tokens that each task adds to a request: its words, and the message they are in.</summary>
    private const int InputPerTask = 14;

    /// <summary>Tokens that a re-ask adds: the answer, what was wrong with it, and their messages.</summary>
    private const int InputOfReask = 60;

    private const int CharactersPerToken = 4;

    /// <summary>How many long beginnings the tasks share; 0 for tasks without one.</summary>
    public int Beginnings { get; init; }

    /// <summary>Tasks in one request, at most.</summary>
    public int Pack { get; init; }

    /// <summary>Whether requests are filled by their tokens, up to <see cref="Pack"/> tasks.</summary>
    public bool PacksByTokens { get; init; }

    public Repetition Repetition { get; init; }

    /// <summary>Share of the answers that cannot be used.</summary>
    public double Spoilt { get; init; }

    /// <summary>Whether a task shows the model what was wrong with its answer.</summary>
    public bool Reasks { get; init; }

    /// <summary>Share of the tasks that ask for a model that is missing.</summary>
    public double Misdirected { get; init; }

    /// <summary>Models to fall back on; those that begin with <c>gone</c> are missing.</summary>
    public IReadOnlyList<string> Fallbacks { get; init; } = [];

    public string? RepairModel { get; init; }

    /// <summary>Whether every answer uses what a client expects: it is as long as it may be, and input is counted as the client counts.</summary>
    public bool AnswersAsExpected { get; init; }

    /// <summary>No request has more tokens of input.</summary>
    public int LargestInput => (Beginnings > 0 ? LongBeginning.Length / CharactersPerToken : 0) + InputOfReask + (InputPerTask * Pack);

    /// <summary>No answer has more tokens.</summary>
    public int LargestOutput => Output * Pack;

    /// <summary>Long enough for a provider to cache it.</summary>
    public static string LongBeginning { get; } = string.Concat(Enumerable.Repeat("What holds for all of these questions. ", 110));

    public static Gen<WorldTraits> All { get; } = Gen.Select(
        Gen.Select(One(0, 0, 1, 3), One(1, 1, 2, 8), Gen.Bool, Gen.Enum<Repetition>()),
        Gen.Select(One(0, 0, 0.1, 0.5), Gen.Bool, One(0, 0, 0.3, 1.0), One<string[]>([], [], ["second"], ["gone2", "second"])),
        One(null, null, "stronger", "gone3"), Gen.Bool,
        static (tasks, answers, repair, expected) => new WorldTraits
        {
            Beginnings = tasks.Item1,
            Pack = tasks.Item2,
            PacksByTokens = tasks.Item3,
            Repetition = tasks.Item4,
            Spoilt = answers.Item1,
            Reasks = answers.Item2,
            Misdirected = answers.Item3,
            Fallbacks = answers.Item4,
            RepairModel = repair,
            AnswersAsExpected = expected,
        });

    private static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}

/// <summary>How requests repeat in a world.</summary>
internal enum Repetition
{
    /// <summary>Each task asks something else.</summary>
    None,

    /// <summary>Some tasks send the same request.</summary>
    Identical,

    /// <summary>Some tasks are samples of the same request.</summary>
    Samples,

    /// <summary>Both: a sample may be wanted twice.</summary>
    IdenticalSamples,
}

namespace Aita.Cli.Settings;

/// <summary>How many requests may be in flight.</summary>
/// <param name="Max">The most.</param>
/// <param name="Adapt">Whether the number is found while the batch runs.</param>
internal readonly record struct WorkerCount(int Max, bool Adapt)
{
    /// <summary>The most that <c>auto</c> tries: beyond it no provider's usual limits let more through.</summary>
    public const int MaxWhenAdapting = 1000;

    private static readonly TryRead<int> TryReadNumber = SettingValues.Whole(1, 10_000);

    /// <summary>Reads a number or <c>auto</c>.</summary>
    public static bool TryRead(string text, out WorkerCount value)
    {
        if (text.Equals("auto", StringComparison.OrdinalIgnoreCase))
        {
            value = new(MaxWhenAdapting, Adapt: true);
            return true;
        }

        var valid = TryReadNumber(text, out var number);
        value = new(number, Adapt: false);
        return valid;
    }
}

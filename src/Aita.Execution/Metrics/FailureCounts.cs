namespace Aita.Execution;

/// <summary>How many requests failed, by kind. Answers that could not be used count too. Immutable; equal when all counts are.</summary>
public sealed class FailureCounts : IEquatable<FailureCounts>
{
    private static readonly int Kinds = Enum.GetValues<FailureKind>().Length;
    private static readonly FailureCounts[] Singles = [.. Enum.GetValues<FailureKind>().Select(static kind => Of(kind, 1))];
    private readonly long[] _counts;

    private FailureCounts(long[] counts) => (_counts, Total) = (counts, counts.Sum());

    /// <summary>No failure.</summary>
    public static FailureCounts None { get; } = new(new long[Kinds]);

    /// <summary>Failures of all kinds.</summary>
    public long Total { get; }

    /// <summary>Those that the provider or the way to it is to blame for.</summary>
    internal long AtProvider => this[FailureKind.RateLimited] + this[FailureKind.Overloaded] + this[FailureKind.Timeout] + this[FailureKind.Network] + this[FailureKind.Server];

    /// <summary>The kinds that occurred, with their counts, in the order of <see cref="FailureKind"/>.</summary>
    public IEnumerable<(FailureKind Kind, long Count)> ByKind =>
        _counts.Select(static (count, kind) => ((FailureKind)kind, count)).Where(static entry => entry.count != 0);

    /// <summary>Failures of one kind.</summary>
    public long this[FailureKind kind] => (uint)kind < (uint)_counts.Length ? _counts[(int)kind] : 0;

    /// <summary>One failure.</summary>
    public static FailureCounts Of(FailureKind kind) => Singles[(int)kind];

    /// <summary>Failures of one kind.</summary>
    public static FailureCounts Of(FailureKind kind, long count)
    {
        var counts = new long[Kinds];
        counts[(int)kind] = count;
        return new(counts);
    }

    /// <summary>Adds the counts of each kind.</summary>
    public static FailureCounts operator +(FailureCounts left, FailureCounts right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return ReferenceEquals(right, None) ? left
            : ReferenceEquals(left, None) ? right
            : new([.. left._counts.Zip(right._counts, static (one, other) => one + other)]);
    }

    /// <summary>Adds the counts of each kind.</summary>
    public static FailureCounts Add(FailureCounts left, FailureCounts right) => left + right;

    /// <inheritdoc/>
    public bool Equals(FailureCounts? other) => other is not null && _counts.AsSpan().SequenceEqual(other._counts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FailureCounts);

    /// <inheritdoc/>
    public override int GetHashCode() => Total.GetHashCode();

    /// <summary>For debugging: <c>Overloaded 2, Timeout 1</c>.</summary>
    public override string ToString() => string.Join(", ", ByKind.Select(static entry => $"{entry.Kind} {entry.Count}"));
}

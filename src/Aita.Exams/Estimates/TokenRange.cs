namespace Aita.Exams.Estimates;

/// <summary>A number of tokens that is not known exactly yet.</summary>
/// <param name="Low">Probably no less.</param>
/// <param name="High">Probably no more.</param>
public readonly record struct TokenRange(long Low, long High)
{
    /// <summary>Adds two ranges.</summary>
    public static TokenRange operator +(TokenRange left, TokenRange right) => new(left.Low + right.Low, left.High + right.High);

    /// <summary>Adds two ranges.</summary>
    public static TokenRange Add(TokenRange left, TokenRange right) => left + right;
}

namespace Aita.Execution;

/// <summary>What a task has used up so far, over all its attempts.</summary>
internal readonly record struct TaskAccount
{
    public int Attempts { get; init; }

    public TimeSpan Duration { get; init; }

    public TimeSpan CallTime { get; init; }

    public TokenUsage? Usage { get; init; }

    public decimal? Cost { get; init; }

    public string? RawResponse { get; init; }

    public string? SharedWith { get; init; }

    public string? Model { get; init; }

    public RequestStep Step { get; init; }

    public bool MendedLocally { get; init; }

    public bool FromCheckpoint { get; init; }
}

namespace Aita.Execution;

/// <summary>A setting of <see cref="ParallelExecutionOptions"/> that would make a run faster, and by how much. Immutable.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Current">Its value in the run.</param>
/// <param name="Proposed">The value that would help: twice the current one, or where the next limit binds if that is less.</param>
/// <param name="Factor">How many times as fast the run would probably be; above 1.</param>
/// <param name="Next">The limit that would bind then; <see cref="WaitedFor.Nothing"/> when none is known.</param>
public sealed record SettingChange(TunableSetting Setting, double Current, double Proposed, double Factor, WaitedFor Next);

/// <summary>The settings that decide how fast a run can be.</summary>
public enum TunableSetting
{
    /// <summary><see cref="ParallelExecutionOptions.MaxWorkers"/>.</summary>
    MaxWorkers,

    /// <summary><see cref="ParallelExecutionOptions.RateLimit"/>, in requests per second.</summary>
    RateLimit,

    /// <summary><see cref="ParallelExecutionOptions.TokensPerMinute"/>.</summary>
    TokensPerMinute,

    /// <summary><see cref="ParallelExecutionOptions.InputTokensPerMinute"/>.</summary>
    InputTokensPerMinute,

    /// <summary><see cref="ParallelExecutionOptions.OutputTokensPerMinute"/>.</summary>
    OutputTokensPerMinute,
}

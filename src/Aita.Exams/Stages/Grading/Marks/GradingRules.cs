using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Grading;

/// <summary>What decides about marks besides the answers: the policy, the calibrated threshold, and what persons decided. Immutable.</summary>
internal sealed record GradingRules(ReviewPolicy Policy, Acceptance Acceptance, DecisionBook Decisions);

/// <summary>Which marks of a model are accepted without a person looking: none, until a comparison with a teacher's marks says so. Immutable.</summary>
/// <param name="Threshold">The confidence from which on a mark is accepted; <see langword="null"/> for none.</param>
/// <param name="Models">The models whose marks were compared.</param>
internal sealed record Acceptance(double? Threshold, IReadOnlyList<string> Models)
{
    public static Acceptance None { get; } = new(null, []);

    public bool IsSet => Threshold is not null;

    public MarkStanding StandingOf(MachineGrading grading) =>
        grading.Confidence >= Threshold && IsCompared(grading) ? MarkStanding.Accepted : MarkStanding.Suggested;

    /// <summary>Why a mark is not accepted, for a person.</summary>
    public string WhyNot(MachineGrading grading) => IsCompared(grading)
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The confidence is {grading.Confidence:0.00}; marks are accepted from {Threshold:0.00} on.")
        : $"The model {grading.Model ?? "is not known and"} was not compared with a teacher's marks; run aita calibrate.";

    private bool IsCompared(MachineGrading grading) => grading.Model is { } model && Models.Contains(model, StringComparer.Ordinal);
}

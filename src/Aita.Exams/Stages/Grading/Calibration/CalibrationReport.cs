using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>How the marks of models compare with a teacher's (<c>calibration.json</c>). Immutable.</summary>
public sealed record CalibrationReport
{
    /// <summary>When they were compared.</summary>
    public DateTimeOffset? ComparedAt { get; init; }

    /// <summary>The teacher's marks, as a file name.</summary>
    public string Source { get; init => field = value ?? ""; } = "";

    /// <summary>The confidence from which on a mark is accepted without a person; <see langword="null"/> for none.</summary>
    public double? Threshold { get; init; }

    /// <summary>What the threshold rests on, or why there is none; <see langword="null"/> when no error rate was ever named.</summary>
    public ThresholdProposal? Proposal { get; init; }

    /// <summary>The comparison that set the threshold, when it was an earlier one; <see langword="null"/> when it was this one.</summary>
    public KeptThreshold? Kept { get; init; }

    /// <summary>The threshold that stood before this comparison; <see langword="null"/> for none.</summary>
    public double? EarlierThreshold { get; init; }

    /// <summary>The models whose marks were compared; a threshold that was set here holds for them alone.</summary>
    public IReadOnlyList<string> Models { get; init => field = value ?? []; } = [];

    /// <summary>All answers.</summary>
    public Agreement? Overall { get; init; }

    /// <summary>By question.</summary>
    public IReadOnlyDictionary<string, Agreement> ByQuestion { get; init => field = value ?? Empty; } = Empty;

    /// <summary>By the teacher's mark: <c>zero</c>, <c>mid</c>, <c>full</c>. Machines are weakest in the middle.</summary>
    public IReadOnlyDictionary<string, Agreement> ByBand { get; init => field = value ?? Empty; } = Empty;

    /// <summary>By criterion, where the teacher gave points of criteria.</summary>
    public IReadOnlyList<CriterionAgreement> ByCriterion { get; init => field = value ?? []; } = [];

    /// <summary>The totals of the exam.</summary>
    public TotalAgreement? Totals { get; init; }

    /// <summary>Answers of the teacher's file that no model has marked: blank, missing or failed ones.</summary>
    public int WithoutMachineMark { get; init; }

    private static IReadOnlyDictionary<string, Agreement> Empty { get; } = new Dictionary<string, Agreement>(StringComparer.Ordinal);

    internal static async Task<Acceptance> ReadAcceptanceAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var report = await TryReadAsync(folder, cancellationToken).ConfigureAwait(false);
        return report is null ? Acceptance.None : new Acceptance(report.Threshold, report.Kept?.Models ?? report.Models);
    }

    internal static Task<CalibrationReport?> TryReadAsync(AssignmentFolder folder, CancellationToken cancellationToken) =>
        JsonFile.TryReadAsync(folder.Calibration, GradingJsonContext.Readable.CalibrationReport, cancellationToken);

    /// <summary>What becomes of a threshold that an earlier comparison set: it stays, when no other was asked for. Pure.</summary>
    internal CalibrationReport After(CalibrationReport? earlier, bool keep)
    {
        var after = this with { EarlierThreshold = earlier?.Threshold };
        return earlier?.Threshold is null || Proposal is not null || !keep ? after : after with
        {
            Threshold = earlier.Threshold,
            Proposal = earlier.Proposal,
            Kept = earlier.Kept ?? new KeptThreshold { ComparedAt = earlier.ComparedAt, Source = earlier.Source, Models = earlier.Models },
        };
    }
}

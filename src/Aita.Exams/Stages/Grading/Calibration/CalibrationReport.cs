using Aita.Exams.Workspace;

namespace Aita.Exams.Stages.Grading;

/// <summary>How the marks of models compare with a teacher's (<c>calibration.json</c>).</summary>
public sealed record CalibrationReport
{
    /// <summary>The confidence from which on a mark is accepted without a person; <see langword="null"/> for none.</summary>
    public double? Threshold { get; init; }

    /// <summary>The models whose marks were compared; the threshold holds for them alone.</summary>
    public IReadOnlyList<string> Models { get; init => field = value ?? []; } = [];

    internal static async Task<Acceptance> ReadAcceptanceAsync(AssignmentFolder folder, CancellationToken cancellationToken)
    {
        var report = await JsonFile.TryReadAsync(folder.Calibration, GradingJsonContext.Readable.CalibrationReport, cancellationToken).ConfigureAwait(false);
        return report is null ? Acceptance.None : new Acceptance(report.Threshold, report.Models);
    }
}

using Aita.Exams.Stages.Grading;
using Aita.Exams.Stages.Ingest;
using Aita.Exams.Stages.Questions;
using Aita.Exams.Stages.Rubrics;
using Aita.Exams.Stages.Transcription;

namespace Aita.Exams.Runs;

/// <summary>How a whole exam is run: the options of its stages.</summary>
public sealed record ExamRunOptions
{
    /// <summary>How scans are taken in.</summary>
    public IngestStageOptions Ingest { get; init; } = new();

    /// <summary>How questions are extracted.</summary>
    public QuestionsStageOptions Questions { get; init; } = new();

    /// <summary>What rubrics are made from.</summary>
    public RubricStageOptions Rubrics { get; init; } = new();

    /// <summary>How pages are transcribed.</summary>
    public TranscriptionStageOptions Transcription { get; init; } = new();

    /// <summary>How answers are graded.</summary>
    public GradingStageOptions Grading { get; init; } = new();

    /// <summary>The only student whose pages are read and graded, by folder, name, number or pseudonym; scans are taken in for all.</summary>
    /// <value><see langword="null"/>: all.</value>
    public string? Student { get; init; }

    /// <summary>
    /// Makes everything anew that no person wrote, edited or decided, and the exam whoever wrote it: that one is kept as a backup beside the new one; with <see cref="Student"/>, only that student's pages and answers.
    /// </summary>
    /// <value><see langword="false"/>.</value>
    public bool Force { get; init; }

    /// <summary>The same options with one model for all stages; it is part of what decides whether an earlier result is still current.</summary>
    /// <param name="model">The model.</param>
    public ExamRunOptions With(string model) => this with
    {
        Ingest = Ingest with { Model = model },
        Questions = Questions with { Model = model },
        Rubrics = Rubrics with { Model = model },
        Transcription = Transcription with { Model = model },
        Grading = Grading with { Model = model },
    };

    /// <summary>The same options with <see cref="Force"/> told to the stages. Questions are not among them: see <see cref="ExamRunPlan"/>.</summary>
    internal ExamRunOptions Forced() => this with
    {
        Force = true,
        Ingest = Ingest with { Force = Student is null },
        Rubrics = Rubrics with { Force = Student is null },
        Transcription = Transcription with { Force = true },
        Grading = Grading with { Force = true },
    };
}

using Aita.Exams.Domain;
using Aita.Exams.Results;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Stages.Ingest;
using Aita.Exams.Stages.Questions;
using Aita.Exams.Stages.Rubrics;
using Aita.Exams.Stages.Transcription;
using Aita.Exams.Workspace;

namespace Aita.Exams.Runs;

/// <summary>
/// The calls of a run before anything is sent, about and at most. What scans hold and how many questions an exam has that was not read yet are
/// found out on the way; so the bound takes every page for one that is read, and every student for one who answers everything.
/// </summary>
internal sealed class ExamRunCalls
{
    /// <summary>Questions of an exam that was not read yet, about.</summary>
    private const int UnknownQuestions = 8;

    /// <summary>Questions on a printed page, at most.</summary>
    private const int QuestionsPerPage = 10;

    private readonly ExamRunOptions _options;
    private readonly IngestPlan? _ingest;
    private readonly QuestionsPlan _questions;
    private readonly RubricPlan? _rubrics;
    private readonly TranscriptionPlan _transcription;
    private readonly IReadOnlyList<StudentPlan> _students;
    private readonly int _assigned;

    public ExamRunCalls(ExamRunOptions options, IngestPlan? ingest, QuestionsPlan questions, RubricPlan? rubrics, TranscriptionPlan transcription)
    {
        (_options, _ingest, _questions, _rubrics, _transcription) = (options, ingest, questions, rubrics, transcription);
        _students = [.. transcription.Students.Where(student => options.Student is null || student.Folder.Name == options.Student)];
        _assigned = ingest?.Before?.Pages.Count(page => page.State == PageState.Assigned && (options.Student is null || page.Student == options.Student)) ?? 0;
    }

    /// <summary>The number of questions up to which the bound holds; <see langword="null"/> when they are known.</summary>
    public int? MostQuestions => _questions.Ready is null ? QuestionsPerPage * Math.Max(1, _questions.TotalPages) : null;

    public (int About, int AtMost) Rubrics => _rubrics is { Estimate.Calls: var calls } ? (calls, calls) : (2 * UnknownQuestions, 2 * MostQuestions!.Value);

    public (int About, int AtMost) Pages
    {
        get
        {
            // An exam that is read anew changes what pages are asked for, so that all are read again.
            var (open, all) = (_students.Sum(student => student.Open), _students.Sum(student => student.Pages.Count));
            var known = _questions.Ready is null ? all : open;
            var placedByHand = Math.Max(0, all - _assigned);
            return IsSorting ? (Math.Max(_ingest!.TotalPages, known), _ingest.TotalPages + Math.Min(known, placedByHand)) : (known, known);
        }
    }

    /// <summary>Whether pages may still come to students.</summary>
    private bool IsSorting => _ingest is not null && (_ingest.Calls > 0 || _ingest.Unresolved.Items.Any(IsToBePlaced) || (_ingest.Before?.Pages ?? []).Any(MayBePlaced));

    private bool IsOtherRoster => _ingest!.Before?.RosterStamp != _ingest.RosterStamp;

    private int NewPages => IsSorting ? Math.Max(0, _ingest!.TotalPages - _assigned) : 0;

    /// <summary>The requests for marks: one for each answer and reader.</summary>
    public async Task<(int About, int AtMost)> GradingsAsync(CancellationToken cancellationToken)
    {
        var readers = GradingOrders.Readers(_options.Grading).Count();
        var each = readers * (_questions.Ready?.Questions.Count ?? UnknownQuestions);
        var eachAtMost = readers * (_questions.Ready?.Questions.Count ?? MostQuestions!.Value);
        var (here, about) = (_students.Count, 0);
        var orders = await OrdersAsync(cancellationToken).ConfigureAwait(false);
        foreach (var student in _students)
        {
            about += orders is not null && student.Open == 0 && !await IsEditedAsync(student.Folder, cancellationToken).ConfigureAwait(false)
                ? orders.GetValueOrDefault(student.Folder.Name)
                : each;
        }

        var students = _options.Student is null ? here + Math.Min(NewPages, _ingest?.Roster?.Students.Count ?? int.MaxValue) : Math.Max(1, here);
        var length = new[] { _questions.Ready?.TotalPages ?? 0, _questions.TotalPages, 1 }.First(pages => pages > 0);
        var probable = Math.Min(students, here + ((NewPages + length - 1) / length));
        about += (probable - here) * each;
        var atMost = IsSorting || _questions.Ready is null ? students * eachAtMost : about;
        return (Math.Min(about, atMost), atMost);
    }

    /// <summary>Requests for the answers that are there, by student; <see langword="null"/> when what they are graded by is still to be made.</summary>
    private async Task<IReadOnlyDictionary<string, int>?> OrdersAsync(CancellationToken cancellationToken)
    {
        if (_students.Count == 0 || _rubrics is not { Estimate.Calls: 0, ChangesNothing: true } || _questions.Ready is null)
        {
            return null;
        }

        try
        {
            var plan = await GradingPlan.ReadAsync(
                _transcription.Folder, _options.Grading with { Student = _options.Student }, cancellationToken: cancellationToken).ConfigureAwait(false);
            return plan.Orders.CountBy(order => order.Student.Folder.Name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        }
        catch (ExamException)
        {
            // The run itself says what is wrong; until then every answer counts.
            return null;
        }
    }

    /// <summary>Whether a person changed a page after its answers were put together: then they are graded again, where they differ.</summary>
    private async Task<bool> IsEditedAsync(StudentFolder student, CancellationToken cancellationToken)
    {
        var answers = await ExamFiles.TryReadAnswersAsync(student, cancellationToken).ConfigureAwait(false);
        var stale = await Staleness.OfAsync(student, answers, GradeSources.OfClass(_questions.Ready!, [], []), cancellationToken).ConfigureAwait(false);
        return stale.Any(source => source.IsPage);
    }

    /// <summary>A page whose turn comes now, or one without a student when the roster tells of others than before.</summary>
    private bool MayBePlaced(IngestedPage page) =>
        (page.State == PageState.Waiting && _options.Student is null) || (page is { State: PageState.Unassigned, ByPerson: false } && IsOtherRoster);

    private bool IsToBePlaced(UnresolvedItem item) =>
        item is { IsAnswered: true, IsNobodys: false } && item.Pages.Any(page => _ingest!.BeforeOf(page)?.State == PageState.Unassigned);
}

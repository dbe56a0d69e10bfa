using Aita.Exams.Domain;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Transcription;

/// <summary>Gathers pages as they are read, in any order, and says when a student's last one is done. One thread at a time.</summary>
internal sealed class StudentBoard
{
    private readonly TranscriptionPlan _plan;
    private readonly StudentPlanner _planner;
    private readonly TimeProvider _time;
    private readonly List<Seat> _seats = [];
    private readonly Dictionary<string, (Seat Seat, int Page)> _open = new(StringComparer.Ordinal);

    public StudentBoard(TranscriptionPlan plan, TimeProvider time)
    {
        (_plan, _planner, _time) = (plan, new StudentPlanner(plan.Options), time);
        foreach (var student in plan.Students)
        {
            var seat = new Seat(student, [.. student.Pages.Select(Begin)]);
            _seats.Add(seat);
            for (var i = 0; i < seat.Pages.Length; i++)
            {
                if (student.Pages[i].Ready is null)
                {
                    _open.Add(student.Pages[i].Page.TaskId, (seat, i));
                    seat.Open++;
                }
            }
        }
    }

    /// <summary>Students with no page to read.</summary>
    public IEnumerable<StudentOutcome> AlreadyDone() => _seats.Where(seat => seat.Open == 0).Select(seat => seat.ToOutcome());

    /// <summary>Takes a page's result.</summary>
    /// <returns>The student when this was the last page; otherwise <see langword="null"/>.</returns>
    public StudentOutcome? Take(TaskResult<PageReading> result)
    {
        if (result.Outcome == TaskOutcome.NotRun || !_open.Remove(result.TaskId, out var place))
        {
            return null;
        }

        var (seat, i) = place;
        seat.Pages[i] = ToOutcome(seat.Plan.Pages[i], result);
        return --seat.Open == 0 ? seat.ToOutcome() : null;
    }

    /// <summary>Students of whom pages are missing, because the run was stopped.</summary>
    public IEnumerable<StudentOutcome> Unfinished() => _seats.Where(seat => seat.Open > 0).Select(seat => seat.ToOutcome());

    /// <summary>All pages of all students, in order.</summary>
    public IEnumerable<StudentOutcome> All() => _seats.Select(seat => seat.ToOutcome());

    private static PageOutcome Begin(PagePlan page)
    {
        var item = new StageItem(page.Page.TaskId, PageOutcome.NameOf(page.Page), page.Ready is null ? StageItemState.NotRun : page.State);
        return new PageOutcome(page.Page, page.Ready ?? page.Current, item, "");
    }

    private PageOutcome ToOutcome(PagePlan plan, TaskResult<PageReading> result)
    {
        var item = new StageItem(result.TaskId, PageOutcome.NameOf(plan.Page), StageItemState.Made) { CallTime = result.CallTime };
        if (!result.TryGetValue(out var reading))
        {
            // A forced reading that fails loses nothing: an earlier one of the same image stays.
            return new PageOutcome(plan.Page, plan.Current, item with { State = StageItemState.Failed, Error = ErrorOf(plan.Page, result) }, "");
        }

        var text = new PageTranscription
        {
            PageNumber = plan.Page.PageNumber,
            ImagePath = Path.GetRelativePath(_plan.Folder.Root, plan.Page.Path).Replace('\\', '/'),
            TranscribedText = reading.TranscribedText,
            Confidence = reading.Confidence,
            Notes = NotesOf(reading),
            ProcessingTime = Math.Round(result.CallTime.TotalSeconds, 3),
            Timestamp = _time.GetUtcNow(),
        };
        return new PageOutcome(plan.Page, text, item, _planner.StampOf(plan.Page, reading.ImageSha256))
        {
            Image = StudentPlanner.ImageOf(plan.Page, reading.ImageSha256),
            Warnings = [.. reading.ImageWarnings.Select(warning => $"{item.Name}: {warning}")],
        };
    }

    /// <summary>The message begins with the name of the file, which the name of the page has already.</summary>
    private static string? ErrorOf(ScannedPage page, TaskResult result)
    {
        var file = Path.GetFileName(page.Path) + ": ";
        return result.Error?.StartsWith(file, StringComparison.Ordinal) == true ? result.Error[file.Length..] : result.Error;
    }

    private static string? NotesOf(PageReading reading) =>
        string.Join(' ', reading.ImageWarnings.Prepend(reading.Notes ?? "")).Trim() is { Length: > 0 } notes ? notes : null;

    /// <summary>A student while pages come in.</summary>
    private sealed class Seat(StudentPlan plan, PageOutcome[] pages)
    {
        public StudentPlan Plan { get; } = plan;

        public PageOutcome[] Pages { get; } = pages;

        public int Open { get; set; }

        public StudentOutcome ToOutcome() => new(Plan, [.. Pages]);
    }
}

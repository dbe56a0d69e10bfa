using Aita.Exams.Domain;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Exams.Stages.Transcription;

/// <summary>Gathers pages as they are read, in any order, and says when a student's last one is done. Thread-safe.</summary>
internal sealed class StudentBoard(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Seat> _seats = [];
    private readonly Dictionary<string, (Seat Seat, int Page)> _open = new(StringComparer.Ordinal);

    /// <summary>Adds a student.</summary>
    public void Add(StudentPlan student)
    {
        lock (_lock)
        {
            var seat = new Seat(student, [.. student.Pages.Select(Begin)]);
            _seats.Add(seat);
            for (var i = 0; i < seat.Pages.Length; i++)
            {
                if (student.Pages[i].IsOpen)
                {
                    _open.Add(student.Pages[i].Page.TaskId, (seat, i));
                    seat.Open++;
                }
            }
        }
    }

    /// <summary>Whether the student has been added.</summary>
    public bool Knows(string student)
    {
        lock (_lock)
        {
            return _seats.Exists(seat => string.Equals(seat.Plan.Folder.Name, student, StringComparison.Ordinal));
        }
    }

    /// <summary>Takes a page's result.</summary>
    /// <param name="result">The result.</param>
    /// <param name="stampOf">The key of a page's request, from the hash of its file.</param>
    /// <param name="questions">The questions of the exam; <see langword="null"/> when handwriting is not mapped to them.</param>
    /// <returns>The student when this was the last page; otherwise <see langword="null"/>.</returns>
    public StudentOutcome? Take(TaskResult<PageReading> result, Func<ScannedPage, string, string> stampOf, QuestionIds? questions)
    {
        lock (_lock)
        {
            if (result.Outcome == TaskOutcome.NotRun || !_open.Remove(result.TaskId, out var place))
            {
                return null;
            }

            var (seat, i) = place;
            seat.Pages[i] = ToOutcome(seat.Plan.Pages[i], result, stampOf, questions);
            return --seat.Open == 0 ? seat.ToOutcome() : null;
        }
    }

    /// <summary>Students of whom pages are missing, because the run was stopped.</summary>
    public IReadOnlyList<StudentOutcome> Unfinished() => Outcomes(seat => seat.Open > 0);

    /// <summary>All pages of all students, in the order of the students' names.</summary>
    public IReadOnlyList<StudentOutcome> All() =>
        [.. Outcomes(_ => true).OrderBy(student => student.Plan.Folder.Name, NaturalOrder.Instance)];

    /// <summary>The student as it stands.</summary>
    public StudentOutcome OutcomeOf(StudentPlan student) => Outcomes(seat => ReferenceEquals(seat.Plan, student))[0];

    private IReadOnlyList<StudentOutcome> Outcomes(Func<Seat, bool> isWanted)
    {
        lock (_lock)
        {
            return [.. _seats.Where(isWanted).Select(seat => seat.ToOutcome())];
        }
    }

    private static PageOutcome Begin(PagePlan page)
    {
        var state = page.Problem is not null ? StageItemState.Failed : page.IsOpen ? StageItemState.NotRun : page.State;
        var item = new StageItem(page.Page.TaskId, PageOutcome.NameOf(page.Page), state) { Error = page.Problem };
        return new PageOutcome(page.Page, page.Ready ?? page.Current, item, "");
    }

    private PageOutcome ToOutcome(PagePlan plan, TaskResult<PageReading> result, Func<ScannedPage, string, string> stampOf, QuestionIds? questions)
    {
        var item = new StageItem(result.TaskId, PageOutcome.NameOf(plan.Page), StageItemState.Made) { CallTime = result.CallTime };
        if (!result.TryGetValue(out var reading))
        {
            // A forced reading that fails loses nothing: an earlier one of the same image stays.
            return new PageOutcome(plan.Page, plan.Current, item with { State = StageItemState.Failed, Error = result.Error }, "");
        }

        var text = new PageTranscription
        {
            PageNumber = plan.Page.PageNumber,
            ImagePath = plan.Page.ImagePath,
            TranscribedText = reading.TranscribedText,
            Confidence = reading.Confidence,
            Notes = NotesOf(reading),
            ProcessingTime = Math.Round(result.CallTime.TotalSeconds, 3),
            Timestamp = time.GetUtcNow(),
            Blocks = [.. (reading.Blocks ?? []).Select(block => ToBlock(block, plan.Page, questions))],
        };
        return new PageOutcome(plan.Page, text, item, stampOf(plan.Page, reading.ImageSha256))
        {
            Image = StudentPlanner.ImageOf(plan.Page, reading.ImageSha256),
            Warnings = [.. reading.ImageWarnings.Select(warning => $"{item.Name}: {warning}")],
        };
    }

    private static PageBlock ToBlock(BlockReading block, ScannedPage page, QuestionIds? questions) => new()
    {
        QuestionId = questions?.Find(block.QuestionId) ?? block.QuestionId,
        Text = block.Text,
        Region = block.RegionOn(page.PageNumber, page.ImagePath),
    };

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

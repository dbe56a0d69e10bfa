using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Aita.Simulator;

/// <summary>
/// What is true of a synthetic exam: its printed questions, what every page says, and what every answer earns. With it the simulator reads
/// page images by the codes in their pixels, and grades. Immutable and thread-safe.
/// </summary>
public sealed class SimulatedTruth
{
    private static readonly Lazy<SimulatedTruth> BuiltIn = new(ReadMidterm);

    private readonly TruthFile _file;
    private readonly Dictionary<(string Student, int Page), JsonElement> _pages = [];
    private readonly ConcurrentDictionary<string, IReadOnlyList<KnownAnswer>> _answers = new(StringComparer.Ordinal);

    private SimulatedTruth(TruthFile file)
    {
        _file = file;
        foreach (var student in file.Students)
        {
            foreach (var page in student.Pages)
            {
                int number = ReadPage(page).Page;
                if (!_pages.TryAdd((student.Key ?? student.StudentId, number), page))
                {
                    throw new FormatException($"Student '{student.Key ?? student.StudentId}' has page {number} twice: give each page once.");
                }
            }
        }
    }

    /// <summary>The truth of the synthetic exam in samples/midterm.</summary>
    public static SimulatedTruth Midterm => BuiltIn.Value;

    internal string Exam => _file.Exam;

    internal int TotalPages => _file.TotalPages;

    internal decimal PrintedTotal => _file.PrintedTotal;

    internal IReadOnlyList<TruthQuestion> Questions => _file.Questions;

    /// <summary>Reads a truth from JSON.</summary>
    /// <param name="json">The content of a truth file; docs/simulator.md says what stands in it.</param>
    /// <exception cref="FormatException">It is not the JSON of a truth; the message says why.</exception>
    public static SimulatedTruth Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return new SimulatedTruth(JsonSerializer.Deserialize(json, TruthFileContext.Default.TruthFile)
                ?? throw new FormatException("The truth is null; give an object with exam, questions and students."));
        }
        catch (JsonException e)
        {
            throw new FormatException($"The truth cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a truth file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ct">Cancels the reading.</param>
    /// <exception cref="FormatException">It is not a truth file; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<SimulatedTruth> LoadAsync(string path, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(await File.ReadAllTextAsync(path, ct));
    }

    internal static TruthPage ReadPage(JsonElement page) => page.Deserialize(TruthFileContext.Default.TruthPage) ?? new TruthPage();

    /// <summary>The page behind a code; null when the code is of another exam or nobody's.</summary>
    internal JsonElement? FindPage(PageCode code)
    {
        if (code.Exam.Length == 0 || !code.Exam.Equals(_file.Code, StringComparison.Ordinal))
        {
            return null;
        }

        return code.Student.Length == 0 ? BlankExamPage(code.Page)
            : _pages.TryGetValue((code.Student, code.Page), out var page) ? page
            : null;
    }

    /// <summary>All that any student wrote to a question: each part of an answer, and the whole of an answer of several parts.</summary>
    internal IReadOnlyList<KnownAnswer> AnswersTo(string questionId) => _answers.GetOrAdd(
        questionId, static (id, file) => [.. file.Students.SelectMany(student => AnswersTo(id, student))], _file);

    private static IEnumerable<KnownAnswer> AnswersTo(string questionId, TruthStudent student)
    {
        TruthAnswer[] parts =
        [
            .. student.Pages.Select(ReadPage).OrderBy(page => page.Page).SelectMany(page => page.Answers)
                .Where(answer => answer.QuestionId.Equals(questionId, StringComparison.Ordinal)),
        ];
        var answers = parts.Select(part => new KnownAnswer(part.Text, part.Points));
        return parts.Length < 2
            ? answers
            : answers.Append(new KnownAnswer(string.Join('\n', parts.Select(part => part.Text)), parts.Sum(part => part.Points)));
    }

    private JsonElement BlankExamPage(int number)
    {
        string json = string.Create(CultureInfo.InvariantCulture, $$"""{"page":{{number}},"blank":true,"transcription":"","answers":[]}""");
        using var page = JsonDocument.Parse(json);
        return page.RootElement.Clone();
    }

    private static SimulatedTruth ReadMidterm()
    {
        using var stream = typeof(SimulatedTruth).Assembly.GetManifestResourceStream("midterm.truth.json")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}

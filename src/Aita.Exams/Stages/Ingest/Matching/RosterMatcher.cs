using Aita.Exams.Domain;

namespace Aita.Exams.Stages.Ingest;

/// <summary>How well what was read on a strip fits the students of a roster. A wrong student is far worse than none. Pure.</summary>
/// <param name="students">The students.</param>
internal sealed class RosterMatcher(IReadOnlyList<RosterEntry> students)
{
    /// <summary>Less than this is nobody.</summary>
    public const double Enough = 0.82;

    /// <summary>The next best student must be worse by this much: names that differ in one letter of ten do not.</summary>
    public const double Margin = 0.12;

    private const double Close = 0.8;

    public IReadOnlyList<RosterEntry> Students => students;

    /// <summary>The fit of each student, 0 to 1, in the order of the roster.</summary>
    public double[] Scores(StripReading read) => [.. students.Select(student => Fit.Of(read, student).Score)];

    /// <summary>The student that the strip names beyond doubt; <see langword="null"/> if there is a doubt.</summary>
    public RosterEntry? Certain(StripReading read)
    {
        if (read.Confidence < 0.5)
        {
            return null;
        }

        var fits = students.Select(student => (Student: student, Fit: Fit.Of(read, student))).OrderByDescending(pair => pair.Fit.Score).Take(2).ToList();
        if (fits.Count == 0)
        {
            return null;
        }

        var best = fits[0].Fit;
        var isAlone = fits.Count == 1 || !fits[1].Fit.IsClose(Close);
        var isCertain = best switch
        {
            { Id: 1, Name: 1 } => true,
            { Id: 1, Name: >= Close } => isAlone,

            // Without an id only a name that is right to the letter, when no other is like it.
            { Id: null, Name: >= 0.97 } => fits.Count == 1 || fits[1].Fit.Name < 0.75,
            _ => false,
        };
        return isCertain ? fits[0].Student : null;
    }

    /// <summary>The fit of one student.</summary>
    private readonly record struct Fit(double? Name, double? Id)
    {
        public double Score => (Name, Id) switch
        {
            ({ } name, { } id) => (name + id) / 2,
            ({ } name, null) => name,
            (null, { } id) => id * 0.95,
            _ => 0,
        };

        public static Fit Of(StripReading read, RosterEntry student) => new(
            PersonName.Normalize(read.StudentName).Length == 0 ? null : PersonName.Similarity(read.StudentName, student.Name),
            IdLikeness(Roster.NormalizeId(read.StudentId), Roster.NormalizeId(student.StudentId)));

        public bool IsClose(double limit) => (Name is null || Name >= limit) && (Id is null || Id >= limit);

        private static double? IdLikeness(string read, string id)
        {
            if (read.Length == 0 || id.Length == 0)
            {
                return null;
            }

            return Math.Min(Distance(read, id), Distance(Digits(read), Digits(id))) switch
            {
                0 when read == id => 1,
                0 or 1 when id.Length >= 4 => Close,
                2 when id.Length >= 6 => 0.5,
                _ => 0,
            };
        }

        /// <summary>Letters that are taken for digits.</summary>
        private static string Digits(string id) =>
            id.Replace('O', '0').Replace('I', '1').Replace('L', '1').Replace('S', '5').Replace('B', '8').Replace('Z', '2');

        private static int Distance(string a, string b) => FuzzySharp.Levenshtein.EditDistance(a, b);
    }
}

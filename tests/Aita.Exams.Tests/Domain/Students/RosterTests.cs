using System.Text;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Domain.Students;

public sealed class RosterTests
{
    [Theory]
    [InlineData("Student Name,student_id\n\"Quill, Nova\",007\nPixel Marsh,S2\n")]
    [InlineData("\uFEFFStudent Name;student_id\nQuill, Nova;007\nPixel Marsh;S2\n")]
    [InlineData("Name\tSID\tEmail\nNova  Quill\t007\tn@example.org\nPixel Marsh\tS2\tp@example.org\n")]
    [InlineData("First Name,Last Name,SID,Email,Sections\nNova,Quill,007,n@example.org,A\nPixel,Marsh,S2,p@example.org,B\n")]
    [InlineData("First name,Surname,ID number,Email address,Groups\r\nNova,Quill,007,n@example.org,\r\nPixel,Marsh,S2,p@example.org,\r\n")]
    [InlineData(
        "Student,ID,SIS User ID,SIS Login ID,Section,Midterm 1 (48213)\n    Points Possible,,,,,100\n\"Quill, Nova\",10734,007,nquill,Lec 1,87.5\n"
        + "\"Marsh, Pixel\",10735,S2,pmarsh,Lec 1,\n\"Student, Test\",10736,,abc,Lec 1,\n")]
    public async Task ReadAsync_EveryKnownExport_GivesTheSameStudents(string csv)
    {
        var roster = await ReadAsync(csv);

        Assert.Equal([("Nova Quill", "007"), ("Pixel Marsh", "S2")], roster.Students.Select(student => (student.Name, student.StudentId)));
    }

    [Fact]
    public async Task ReadAsync_PlainLines_AreNames() =>
        Assert.Equal(["Nova Quill", "Pixel Marsh"], (await ReadAsync("Quill Nova\nPixel Marsh\n".Replace("Quill Nova", "Nova Quill", StringComparison.Ordinal))).Students.Select(student => student.Name));

    [Fact]
    public async Task ReadAsync_EmailSectionAndStatus_AreKept()
    {
        var student = (await ReadAsync("Name,student_id,Email,Section,status\nNova Quill,1,n@example.org,Lec 1,excused\n")).Students[0];

        Assert.Equal(("n@example.org", "Lec 1", true), (student.Email, student.Section, student.IsExcused));
    }

    [Fact]
    public async Task ReadAsync_IdsWithoutLettersAndDigits_AreNone() =>
        Assert.All((await ReadAsync("Name,student_id\nNova Quill,-\nPixel Marsh,?\nJuniper Voss,-\n")).Students, student => Assert.Null(student.StudentId));

    [Fact]
    public async Task ReadAsync_DuplicatesAndGaps_NamesEveryOne()
    {
        var error = await Assert.ThrowsAsync<ExamException>(() => ReadAsync(
            "Name,student_id,Email\nNova Quill,s-01,a@example.org\nPixel Marsh,S01,A@example.org\n,S3,\nTansy Orbit,,\nTansy Orbit,,\n"));

        Assert.Equal(ExamErrorKind.Invalid, error.Kind);
        Assert.Contains("The id of 'Nova Quill' stands in the lines 2, 3.", error.Message, StringComparison.Ordinal);
        Assert.Contains("The e-mail address of 'Nova Quill' stands in the lines 2, 3.", error.Message, StringComparison.Ordinal);
        Assert.Contains("Line 4 has no name.", error.Message, StringComparison.Ordinal);
        Assert.Contains("of 'Tansy Orbit' stands in the lines 5, 6.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "It is empty")]
    [InlineData("Points,Grade\n1,2\n", "It has the columns 'Points', 'Grade', none of which is a name")]
    public async Task ReadAsync_NoRoster_SaysWhatIsWrong(string csv, string expected) =>
        Assert.Contains(expected, (await Assert.ThrowsAsync<ExamException>(() => ReadAsync(csv))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("s-0001", "Nova Quill")]
    [InlineData("quill, nova", "Nova Quill")]
    [InlineData("Zoe Muller", "Zoë Müller")]
    [InlineData("Nobody Here", null)]
    [InlineData("Sam Reed", null)]
    public async Task Find_IdOrName_FindsTheOnlyOne(string text, string? expected)
    {
        var roster = await ReadAsync("Name,student_id\nNova Quill,S0001\nZoë Müller,S0002\nSam Reed,S0003\nSam Reed,S0004\n");

        Assert.Equal(expected, roster.Find(text)?.Name);
    }

    [Theory]
    [InlineData("Zoë Müller-Łukasz", "Muller Lukasz, Zoe", 1.0)]
    [InlineData("Dr. Nova Qui1l", "Nova Quill", 1.0)]
    [InlineData("UNKNOWN", "Una Known", 0.0)]
    [InlineData("", "Nova Quill", 0.0)]
    public void Similarity_WaysToWriteAName_AreAlike(string read, string name, double expected) =>
        Assert.Equal(expected, PersonName.Similarity(read, name), precision: 2);

    private static async Task<Roster> ReadAsync(string csv)
    {
        using var temporary = new TemporaryFolder();
        await File.WriteAllBytesAsync(temporary.At("roster.csv"), Encoding.UTF8.GetBytes(csv));
        return await Roster.ReadAsync(temporary.At("roster.csv"));
    }
}

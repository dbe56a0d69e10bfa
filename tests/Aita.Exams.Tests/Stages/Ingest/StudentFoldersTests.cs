using Aita.Exams.Domain;
using Aita.Exams.Stages.Ingest;

namespace Aita.Exams.Tests.Stages.Ingest;

public sealed class StudentFoldersTests
{
    [Fact]
    public void Of_IdsThatWereSwappedInTheRoster_StaysTheFolderOfTheName()
    {
        RosterEntry[] roster = [Entry("Nova Quill", "S0002"), Entry("Pixel Marsh", "S0001")];

        var folders = new StudentFolders(roster, [Known("Nova Quill", "Nova Quill", "S0001"), Known("Pixel Marsh", "Pixel Marsh", "S0002")]);

        Assert.Equal(["Nova Quill", "Pixel Marsh"], roster.Select(folders.Of));
        Assert.Equal(2, folders.Doubts.Count);
    }

    [Fact]
    public void Of_AnIdAndNameThatAgree_IsTheFolderWhateverItIsCalled()
    {
        RosterEntry[] roster = [Entry("Quill, Nova", "S-0001") with { Name = "Nova Quill" }, Entry("Sam Reed", "S1"), Entry("Sam Reed", "S2")];

        var folders = new StudentFolders(roster, [Known("pile 3", "Nova Quill", "S0001"), Known("Sam Reed (S2)", "Sam Reed", "S2")]);

        Assert.Equal(["pile 3", "Sam Reed (S1)", "Sam Reed (S2)"], roster.Select(folders.Of));
        Assert.Empty(folders.Doubts);
    }

    [Fact]
    public void Of_ACorrectedName_KeepsTheFolderAndIsReported()
    {
        RosterEntry[] roster = [Entry("Nova Quill", "S0001")];

        var folders = new StudentFolders(roster, [Known("Nova Quil", "Nova Quil", "S0001")]);

        Assert.Equal(["Nova Quil"], roster.Select(folders.Of));
        Assert.Single(folders.Doubts);
    }

    [Fact]
    public void Of_AnotherStudentWithTheSameId_HasAFolderOfTheirOwnAndIsReported()
    {
        RosterEntry[] roster = [Entry("Juniper Voss", "S0001")];

        var folders = new StudentFolders(roster, [Known("Nova Quill", "Nova Quill", "S0001")]);

        Assert.Equal(["Juniper Voss"], roster.Select(folders.Of));
        Assert.Contains("is not passed on", Assert.Single(folders.Doubts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_IdsThatWereSwappedInTheRoster_LeaveThePagesWithTheStudents()
    {
        using var desk = new ScanDesk();
        desk.Pdf("a.pdf", desk.Page("Nova Quill", "", 1));
        desk.Pdf("b.pdf", desk.Page("Pixel Marsh", "", 1));
        var first = await desk.RunAsync();
        await File.WriteAllTextAsync(desk.Folder.Roster, "Student Name,student_id\nNova Quill,S0002\nPixel Marsh,S0001\n");

        var second = await desk.RunAsync();

        Assert.Equal(["Nova Quill 1", "Pixel Marsh 1"], ScanDesk.States(first));
        Assert.Equal(["Nova Quill 1", "Pixel Marsh 1"], ScanDesk.States(second));
        Assert.Contains(second.Warnings, warning => warning.Contains("Check the ids in the roster", StringComparison.Ordinal));
    }

    private static RosterEntry Entry(string name, string id) => new(name) { StudentId = id };

    private static StudentIdentity Known(string folder, string name, string id) => new() { Folder = folder, StudentName = name, StudentId = id };
}

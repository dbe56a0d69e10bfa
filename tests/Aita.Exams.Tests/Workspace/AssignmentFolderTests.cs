using Aita.Exams.Workspace;
using CsCheck;

namespace Aita.Exams.Tests.Workspace;

public sealed class AssignmentFolderTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Open_NewAssignment_IsAFolderOfTheDataFolder()
    {
        var folder = AssignmentFolder.Open(_data.Path, "exam1");

        Assert.Equal(_data.At("exam1"), folder.Root);
        Assert.Equal(_data.At("exam1", "results", "exam_spec.json"), folder.ExamSpec);
        Assert.Equal(_data.At("exam1", "transcription_results", "Nova Quill", "page_007_transcription.json"), folder.Student("Nova Quill").PageTranscription(7));
        Assert.False(folder.IsOldLayout);
        Assert.Empty(Directory.GetFileSystemEntries(_data.Path));
        Assert.Empty(folder.ListStudents());
        Assert.Empty(folder.Student("Nova Quill").ListPages());
    }

    [Theory]
    [InlineData("results", "exam_spec.json")]
    [InlineData("grouped", "x")]
    public void Open_OldLayout_IsTheDataFolderItself(string folderName, string file)
    {
        _data.Touch(folderName, file);

        var folder = AssignmentFolder.Open(_data.Path, "exam1");

        Assert.True(folder.IsOldLayout);
        Assert.Equal(_data.Path, folder.Root);
    }

    [Fact]
    public void Open_AnotherNameInADataFolderThatIsAnExam_IsNotThatExam()
    {
        _data.Touch("results", "exam_spec.json");

        var folder = AssignmentFolder.Open(_data.Path, "mitderm");

        Assert.Equal((_data.At("mitderm"), false), (folder.Root, folder.IsOldLayout));
    }

    [Theory]
    [InlineData("John Smith Jr.")]
    [InlineData("Ann: 2")]
    [InlineData(" Nova ")]
    public void Student_AFolderThatAPersonMade_IsThatFolder(string name)
    {
        _data.Touch("exam1", "grouped", name, "page_001.jpg");
        var folder = AssignmentFolder.Open(_data.Path, "exam1");

        Assert.Equal(Assert.Single(folder.ListStudents()).Transcriptions, folder.Student(name).Transcriptions);
    }

    [Fact]
    public void Open_AssignmentExistsBesideOldLayout_TheAssignmentWins()
    {
        _data.Touch("results", "exam_spec.json");
        _data.Touch("exam1", "x");

        Assert.Equal(_data.At("exam1"), AssignmentFolder.Open(_data.Path, "exam1").Root);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("../../etc")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData(@"..\..\b")]
    [InlineData(@"C:\x")]
    [InlineData("a\0b")]
    [InlineData("CON")]
    [InlineData("nul.txt")]
    [InlineData(" . ")]
    [InlineData("~")]
    public void Open_HostileName_StaysADirectChild(string name)
    {
        var folder = AssignmentFolder.Open(_data.Path, name);
        var student = AssignmentFolder.Open(_data.Path, "exam1").Student(name);

        Assert.Equal(_data.Path, Path.GetDirectoryName(folder.Root));
        Assert.Equal(_data.At("exam1", "grouped"), Path.GetDirectoryName(Path.GetFullPath(student.Pages)));
        Assert.False(string.Equals(name, "CON", StringComparison.Ordinal) && string.Equals(folder.Name, name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void Open_EmptyName_SaysWhatToDo(string name)
    {
        var exception = Assert.Throws<ExamException>(() => AssignmentFolder.Open(_data.Path, name));

        Assert.Equal(ExamErrorKind.UnsafeName, exception.Kind);
        Assert.Equal("The name is empty; give the student or assignment a name.", exception.Message);
    }

    [Fact]
    public void SafeName_AnyName_IsOneSafeSegmentAndStable() => Gen.String.Where(s => !string.IsNullOrWhiteSpace(s)).Sample(name =>
    {
        var safe = SafeName.Of(name);

        Assert.Equal(safe, SafeName.Of(safe));
        Assert.Equal(_data.Path, Path.GetDirectoryName(Path.GetFullPath(Path.Join(_data.Path, safe))));
        Assert.DoesNotContain(safe, c => char.IsControl(c) || "/\\:*?\"<>|".Contains(c));
        Assert.False(safe.StartsWith('.') || safe.EndsWith('.') || safe.StartsWith(' ') || safe.EndsWith(' '));
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(safe), 1, 255);
    });

    [Theory]
    [InlineData("Quill, Nova")]
    [InlineData("José Ω 李")]
    [InlineData("O'Neil-Smith Jr.x")]
    public void SafeName_OrdinaryName_StaysAsItIs(string name) => Assert.Equal(name, SafeName.Of(name));

    [Fact]
    public void SafeName_DifferentHostileNames_GetDifferentFolders()
    {
        Assert.NotEqual(SafeName.Of("a/b"), SafeName.Of("a:b"));
        Assert.NotEqual(SafeName.Of(new string('x', 200)), SafeName.Of(new string('x', 201)));
    }

    [Fact]
    public void ListStudents_MixedFolders_AreInNaturalOrderWithoutUnassigned()
    {
        foreach (var name in (string[])["Student_10", "Student_9", "Remaining_Images", ".cache", "Ada B"])
        {
            _data.Touch("exam1", "grouped", name, "page_001.jpg");
        }

        Assert.Equal(["Ada B", "Student_9", "Student_10"], AssignmentFolder.Open(_data.Path, "exam1").ListStudents().Select(s => s.Name));
    }

    [Fact]
    public void ListPages_NotWrittenInOrder_AreInNaturalOrderOfNames()
    {
        foreach (var name in (string[])["page_10.jpg", "page_2.TIF", "page_1.heic", "page_3", "processing_metadata.json", ".DS_Store", "Thumbs.db"])
        {
            _data.Touch("exam1", "grouped", "Nova Quill", name);
        }

        var pages = AssignmentFolder.Open(_data.Path, "exam1").Student("Nova Quill").ListPages();

        Assert.Equal(["page_1.heic", "page_2.TIF", "page_3", "page_10.jpg"], pages.Select(Path.GetFileName));
    }
}

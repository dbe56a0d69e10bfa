using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Aita.Exams.Domain;

namespace Aita.Exams.Tests.Stages.Ingest;

/// <summary>A run that is killed while pages change places: the next one completes what was begun, and takes nothing of it for a person's.</summary>
public sealed class UnfinishedMoveTests
{
    private const int Steps = 6;

    private static readonly string[] Names = ["Nova Quill", "Pixel Marsh", "Juniper Voss"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_AfterAKillBetweenAnyTwoMoves_EveryPageIsAtItsPlace(bool force)
    {
        for (var step = 1; step <= Steps; step++)
        {
            foreach (var isMoved in (bool[])[false, true])
            {
                using var desk = new ScanDesk(blankPages: 0);
                var images = await ScanAsync(desk);
                PassOn(desk);

                var (killed, count) = (false, 0);
                try
                {
                    await desk.RunAsync(new() { Force = force, MoveFile = MoveUntilKilled });
                }
                catch (InvalidOperationException)
                {
                    killed = true;
                }

                var result = await desk.RunAsync();
                var again = await desk.RunAsync(new() { Force = true });

                Assert.Equal(count >= step, killed);
                foreach (var manifest in (IngestManifest[])[result.Manifest, again.Manifest])
                {
                    Assert.Equal(["Pixel Marsh 1", "Juniper Voss 1", "Nova Quill 1"], ScanDesk.States(new() { Manifest = manifest }));
                    Assert.DoesNotContain(manifest.Pages, page => page.ByPerson);
                }

                Assert.Equal(["Juniper Voss/page_001.jpg", "Nova Quill/page_001.jpg", "Pixel Marsh/page_001.jpg"], desk.Grouped());
                Assert.Equal(images[0], Hash(desk, "Pixel Marsh"));
                Assert.Equal(images[1], Hash(desk, "Juniper Voss"));
                Assert.Equal(images[2], Hash(desk, "Nova Quill"));

                void MoveUntilKilled(string from, string to)
                {
                    var isLast = ++count == step;
                    if (isLast && !isMoved)
                    {
                        throw new InvalidOperationException("Killed.");
                    }

                    File.Move(from, to, overwrite: true);
                    if (isLast)
                    {
                        throw new InvalidOperationException("Killed.");
                    }
                }
            }
        }
    }

    [Fact]
    public async Task RunAsync_APersonsFileWhereAnUnfinishedMoveGoes_IsNotOverwritten()
    {
        using var desk = new ScanDesk(blankPages: 0);
        await ScanAsync(desk);
        PassOn(desk);
        await Assert.ThrowsAsync<InvalidOperationException>(() => desk.RunAsync(new() { MoveFile = (_, _) => throw new InvalidOperationException("Killed.") }));
        var path = Path.Join(desk.Folder.Student("Pixel Marsh").Pages, "page_001.jpg");
        await File.WriteAllBytesAsync(path, [1, 2, 3]);

        await desk.RunAsync();

        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task RunAsync_APageThatBecomesADuplicate_LeavesNoCopyWithTheStudent()
    {
        using var desk = new ScanDesk();
        using var page = desk.Page("Nova Quill", "S0001", 1);
        desk.Pdf("b.pdf", page);
        await desk.RunAsync();
        desk.Pdf("a.pdf", page, desk.Page("Nova Quill", "S0001", 2));

        var result = await desk.RunAsync(new() { Force = true });

        Assert.Equal(["Nova Quill/page_001.jpg", "Nova Quill/page_002.jpg"], desk.Grouped());
        Assert.All(result.Manifest.Pages, record => Assert.True(File.Exists(Path.Join(desk.Folder.Root, record.File))));
    }

    /// <summary>One page of each student, put into their folders.</summary>
    private static async Task<string[]> ScanAsync(ScanDesk desk)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            desk.Pdf($"{i}.pdf", desk.Page(Names[i], $"S000{i + 1}", 1));
        }

        await desk.RunAsync();
        return [.. Names.Select(name => Hash(desk, name))];
    }

    /// <summary>From now on each page is read as the next student's.</summary>
    private static void PassOn(ScanDesk desk)
    {
        desk.Teach([.. Names.Select((_, i) => ScanDesk.Answer(Names[(i + 1) % 3], $"S000{((i + 1) % 3) + 1}", 1))]);
        var manifest = JsonNode.Parse(File.ReadAllText(desk.Folder.IngestManifest))!;
        foreach (var (page, i) in manifest["pages"]!.AsArray().Select((page, i) => (page!, i)))
        {
            page["read"]!["student_name"] = Names[(i + 1) % 3];
            page["read"]!["student_id"] = $"S000{((i + 1) % 3) + 1}";
        }

        File.WriteAllText(desk.Folder.IngestManifest, manifest.ToJsonString());
    }

    private static string Hash(ScanDesk desk, string student) =>
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Join(desk.Folder.Student(student).Pages, "page_001.jpg"))));
}

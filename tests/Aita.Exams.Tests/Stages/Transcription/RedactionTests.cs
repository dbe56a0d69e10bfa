using System.Text;
using Aita.Exams.Privacy;
using Aita.Exams.Stages.Transcription;
using Aita.Exams.Workspace;
using Aita.Samples;
using Microsoft.Extensions.AI;
using SkiaSharp;

namespace Aita.Exams.Tests.Stages.Transcription;

/// <summary>What leaves the machine: no name on the page, in the prompt, in the checkpoint.</summary>
public sealed class RedactionTests
{
    private const string Manifest = """
        {"version":1,"pages":[
          {"file":"grouped/Nova Quill/page_001.png","strip":{"top":0,"left":0,"bottom":150,"right":1000},"is_upright":true,"read":{"student_name":"Nova Quill"}},
          {"file":"Nova Quill/page_002.png","strip":{"page_number":0,"top":20.4,"left":500,"bottom":150,"right":1000},"is_upright":true},
          {"file":"grouped/Nova Quill/page_003.png","strip":null}, {"file":null}, {}]}
        """;

    [Fact]
    public async Task RunAsync_StripsThatIngestFound_AreGoneFromThePixels()
    {
        using var midterm = WithPages(2);
        WriteManifest(midterm);
        using var model = new ScriptedModel(_ => PageAnswers.Good);

        var plan = await RunAsync(midterm, model, new());

        Assert.True(plan.MasksNames);
        var sent = Sent(model);
        Assert.Equal(2, sent.Count);
        foreach (var image in sent)
        {
            using var page = SKBitmap.Decode(image.Data.Span);
            Assert.Equal(0, DarkPixels(page, 500, 0, 1000, 145));
            Assert.True(DarkPixels(page, 0, 200, 1000, 1000) > 100, "The handwriting is still there.");
            Assert.Equal("image/jpeg", image.MediaType);
            Assert.DoesNotContain("Nova Quill", Encoding.Latin1.GetString(image.Data.Span), StringComparison.Ordinal);
        }

        // The strip of the second page is only its right half.
        var dark = sent.Select(image =>
        {
            using var page = SKBitmap.Decode(image.Data.Span);
            return DarkPixels(page, 0, 0, 480, 145);
        });
        Assert.Single(dark, count => count == 0);
    }

    [Fact]
    public async Task RunAsync_APageWhoseStripIsNotKnown_IsNotSent()
    {
        using var midterm = WithPages(3);
        WriteManifest(midterm);
        using var model = new ScriptedModel(_ => PageAnswers.Good);

        var plan = await TranscriptionPlan.ReadAsync(midterm.Folder);
        var result = await TranscriptionStage.RunAsync(plan, midterm.Executor(model));

        Assert.Equal(2, model.Requests.Count);
        Assert.Contains("Of 1 page it is not known where the name stands", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.Contains("The page is not sent", Assert.Single(result.Failed).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true, null)]
    [InlineData(180, true, null)]
    [InlineData(180, true, 15.0)]
    [InlineData(90, false, null)]
    [InlineData(180, false, null)]
    [InlineData(270, false, null)]
    [InlineData(270, false, 15.0)]
    public async Task RunAsync_APageOfWhichIngestCouldNotTellHowItLies_IsSentWithoutItsName(int degrees, bool isLevel, double? percent)
    {
        using var midterm = WithPages(1, degrees);
        WriteManifest(midterm, $$$"""
            {"pages":[{"file":"Nova Quill/page_001.png","strip":{"top":0,"left":0,"bottom":150,"right":1000},"is_upright":false,"is_level":{{{(isLevel ? "true" : "false")}}}}]}
            """);
        using var model = new ScriptedModel(_ => PageAnswers.Good);

        var plan = await TranscriptionPlan.ReadAsync(midterm.Folder, new() { NameStripPercent = percent });
        var result = await TranscriptionStage.RunAsync(plan, midterm.Executor(model, checkpoint: false));

        using var sent = SKBitmap.Decode(Assert.Single(Sent(model)).Data.Span);
        var (left, top, right, bottom) = degrees switch { 0 => (0, 0, 1000, 145), 90 => (855, 0, 1000, 1000), 180 => (0, 855, 1000, 1000), _ => (0, 0, 145, 1000) };
        Assert.Equal(0, DarkPixels(sent, left, top, right, bottom));
        Assert.True(DarkPixels(sent, 160, 160, 840, 840) > 100, "The handwriting is still there.");
        Assert.Contains("Of 1 page it is not known which way up it lies", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.Contains(result.Warnings, warning => warning.Contains(isLevel ? "both its ends were painted over" : "all its sides were painted over", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_PageInDoubt_IsNotedWithTheAnswersUntilAPersonHasConfirmedIt()
    {
        using var midterm = WithPages(2);
        await ExamFiles.WriteExamSpecAsync(midterm.Folder, Results.GradedClass.Spec);
        WriteManifest(midterm, """
            {"pages":[{"file":"Nova Quill/page_001.png","strip":{"top":0,"left":0,"bottom":150,"right":1000},"is_upright":false,"is_level":true},
                      {"file":"Nova Quill/page_002.png","strip":{"top":0,"left":0,"bottom":150,"right":1000},"is_upright":true}]}
            """);
        using var model = new ScriptedModel(_ => PageAnswers.Good);
        var student = midterm.Folder.Student("Nova Quill");

        await RunAsync(midterm, model, new());
        var inDoubt = await ExamFiles.TryReadAnswersAsync(student);
        var page = await ExamFiles.TryReadPageAsync(student, 1);
        await ExamFiles.WritePageAsync(student, page! with { Notes = "Compared with the paper." });
        await RunAsync(midterm, model, new());
        var confirmed = await ExamFiles.TryReadAnswersAsync(student);

        Assert.Equal([1], inDoubt!.MaskedPages);
        Assert.Null(confirmed!.MaskedPages);
        Assert.Equal(2, model.Requests.Count);
        Assert.DoesNotContain("masked_pages", await File.ReadAllTextAsync(student.QuestionTranscriptions), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Redaction.On, null, 0, true)]
    [InlineData(Redaction.On, 15.0, 2, true)]
    [InlineData(Redaction.WhereKnown, null, 2, false)]
    [InlineData(Redaction.WhereKnown, 15.0, 2, true)]
    [InlineData(Redaction.Off, 15.0, 2, false)]
    public async Task RunAsync_WithoutManifest_DoesWhatIsAskedFor(Redaction redaction, double? strip, int sent, bool masks)
    {
        using var midterm = WithPages(2);
        using var model = new ScriptedModel(_ => PageAnswers.Good);

        var plan = await RunAsync(midterm, model, new() { Redaction = redaction, NameStripPercent = strip });

        Assert.Equal(masks, plan.MasksNames);
        Assert.Equal(sent, model.Requests.Count);
        Assert.All(Sent(model), image =>
        {
            using var page = SKBitmap.Decode(image.Data.Span);
            Assert.Equal(masks, DarkPixels(page, 0, 0, 1000, 145) == 0);
        });
    }

    [Theory]
    [InlineData("""{"top":150,"left":0,"bottom":0,"right":1000}""")]
    [InlineData("""{"top":0,"left":0,"bottom":1500,"right":1000}""")]
    [InlineData("""{"top":0,"left":0,"bottom":"150","right":1000}""")]
    [InlineData("""{"top":0,"left":0}""")]
    [InlineData("[0,0,150,1000]")]
    public async Task RunAsync_AStripThatIsNoRectangle_IsNotKnown(string strip)
    {
        using var midterm = WithPages(2);
        WriteManifest(midterm, $$$"""{"pages":[{"file":"Nova Quill/page_001.png","strip":{{{strip}}}},{"file":"Nova Quill/page_002.png","strip":{"top":0,"left":0,"bottom":150,"right":1000}}]}""");
        using var model = new ScriptedModel(_ => PageAnswers.Good);

        await RunAsync(midterm, model, new());

        Assert.Single(model.Requests);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(-3)]
    [InlineData(double.NaN)]
    public async Task ReadAsync_AStripThatIsNone_IsRefused(double percent)
    {
        using var midterm = WithPages(1);

        var exception = await Assert.ThrowsAsync<ExamException>(() => TranscriptionPlan.ReadAsync(midterm.Folder, new() { NameStripPercent = percent }));

        Assert.Contains("set it to more than 0 and less than 100", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_AfterTheStripHasChanged_ReadsThePagesAnew()
    {
        using var midterm = WithPages(2);
        using var model = new ScriptedModel(_ => PageAnswers.Good);
        await RunAsync(midterm, model, new());

        Assert.Equal(0, (await TranscriptionPlan.ReadAsync(midterm.Folder)).Calls);
        Assert.Equal(2, (await TranscriptionPlan.ReadAsync(midterm.Folder, new() { NameStripPercent = 15 })).Calls);
    }

    [Fact]
    public async Task RunAsync_NamesInFoldersAndFiles_ReachNoCheckpoint()
    {
        using var midterm = WithPages(2);
        var student = midterm.Folder.Student("Nova Quill");
        await File.WriteAllTextAsync(Path.Join(student.Pages, "Nova Quill.png"), "not an image");
        using var model = new ScriptedModel(_ => PageAnswers.Good);

        var result = await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        var pseudonym = (await StudentRegister.ReadAsync(midterm.Folder)).Find("Nova Quill")!.Pseudonym;
        Assert.Equal("The file is not an image of a known kind; use PNG, JPEG, WebP, GIF, BMP or TIFF.", Assert.Single(result.Failed).Error);
        Assert.All(result.Items, item => Assert.StartsWith($"transcribe/{pseudonym}/page_", item.Id, StringComparison.Ordinal));
        var checkpoint = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.Join(midterm.Root, "checkpoints"), "*.json")));
        Assert.Contains(pseudonym, checkpoint, StringComparison.Ordinal);
        Assert.DoesNotContain("Nova", checkpoint, StringComparison.OrdinalIgnoreCase);
        Assert.All(model.Prompts, prompt => Assert.DoesNotContain("Nova", prompt, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task RunAsync_AFileThatVanishes_SaysSoWithoutItsPath()
    {
        using var midterm = WithPages(1);
        var plan = await TranscriptionPlan.ReadAsync(midterm.Folder);
        File.Delete(midterm.Folder.Student("Nova Quill").ListPages()[0]);

        var result = await TranscriptionStage.RunAsync(plan, midterm.Executor(_ => PageAnswers.Good));

        var error = Assert.Single(result.Failed).Error!;
        Assert.Contains("could not be read", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Nova", error, StringComparison.Ordinal);
    }

    private static async Task<TranscriptionPlan> RunAsync(Midterm midterm, ScriptedModel model, TranscriptionStageOptions options)
    {
        var plan = await TranscriptionPlan.ReadAsync(midterm.Folder, options);
        await TranscriptionStage.RunAsync(plan, midterm.Executor(model, checkpoint: false));
        return plan;
    }

    private static IReadOnlyList<DataContent> Sent(ScriptedModel model) => [.. model.Requests.Select(request => request[0].Contents.OfType<DataContent>().Single())];

    /// <summary>Pages as PNG files that models would take as they are: a name in the upper 12 %, writing below, and the name as text beside the pixels.</summary>
    private static Midterm WithPages(int count, int degrees = 0)
    {
        var midterm = Midterm.Copy("Nova Quill");
        File.Delete(midterm.Folder.ExamSpec);
        var student = midterm.Folder.Student("Nova Quill");
        foreach (var page in student.ListPages())
        {
            File.Delete(page);
        }

        for (var number = 1; number <= count; number++)
        {
            using var bitmap = new SKBitmap(600, 800);
            using (var canvas = new SKCanvas(bitmap))
            using (var ink = new SKPaint { Color = SKColors.Black })
            {
                canvas.Clear(SKColors.White);
                for (var x = 10; x < 590; x += 20)
                {
                    canvas.DrawRect(x, 20, 10, 70, ink);
                    canvas.DrawRect(x, 200 + (number * 10), 10, 300, ink);
                }
            }

            using var lying = degrees == 0 ? bitmap.Copy() : Scanner.Turn(bitmap, degrees);
            byte[] png = lying.Encode(SKEncodedImageFormat.Png, 100).ToArray();
            File.WriteAllBytes(Path.Join(student.Pages, $"page_{number:000}.png"), WithText(png));
        }

        return midterm;
    }

    /// <summary>A text chunk before the end of a PNG file.</summary>
    private static byte[] WithText(byte[] png)
    {
        byte[] body = [.. "tEXt"u8, .. "Author\0Nova Quill"u8];
        var crc = Crc32(body);
        byte[] chunk = [0, 0, 0, (byte)(body.Length - 4), .. body, (byte)(crc >> 24), (byte)(crc >> 16), (byte)(crc >> 8), (byte)crc];
        return [.. png[..^12], .. chunk, .. png[^12..]];
    }

    private static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }

    private static void WriteManifest(Midterm midterm, string json = Manifest)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(midterm.Folder.IngestManifest)!);
        File.WriteAllText(midterm.Folder.IngestManifest, json);
    }

    /// <summary>Dark pixels in a part of the page, in thousandths.</summary>
    private static int DarkPixels(SKBitmap page, int left, int top, int right, int bottom)
    {
        var count = 0;
        for (var y = page.Height * top / 1000; y < page.Height * bottom / 1000; y++)
        {
            for (var x = page.Width * left / 1000; x < page.Width * right / 1000; x++)
            {
                count += page.GetPixel(x, y).Red < 200 ? 1 : 0;
            }
        }

        return count;
    }
}

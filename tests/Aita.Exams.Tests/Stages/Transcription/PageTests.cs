using Aita.Exams.Stages.Transcription;
using Aita.Exams.Workspace;
using Microsoft.Extensions.AI;
using SkiaSharp;

namespace Aita.Exams.Tests.Stages.Transcription;

public sealed class PageTests
{
    [Fact]
    public async Task RunAsync_DamagedHugeOrForeignFiles_FailAloneWithTheirReason()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var student = midterm.Folder.Student("Nova Quill");
        var good = await File.ReadAllBytesAsync(student.ListPages()[0]);
        await File.WriteAllBytesAsync(Path.Join(student.Pages, "page_004.jpg"), good[..(good.Length / 3)]);
        await File.WriteAllTextAsync(Path.Join(student.Pages, "page_005.jpg"), "not an image");
        await File.WriteAllBytesAsync(Path.Join(student.Pages, "page_006.jpg"), []);
        await File.WriteAllBytesAsync(Path.Join(student.Pages, "page_007.pdf"), "%PDF-1.7"u8.ToArray());
        await File.WriteAllBytesAsync(Path.Join(student.Pages, "page_008.jpg"), good);
        using var model = new ScriptedModel(_ => PageAnswers.Good);
        var options = new TranscriptionStageOptions { Images = new() { MaxFileBytes = 110_000 } };

        var result = await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder, options), midterm.Executor(model));

        Assert.Equal(8, result.Items.Count);
        Assert.Equal(["page_003", "page_004", "page_005", "page_006", "page_007"], result.Failed.Select(item => item.Id[^8..]));
        var errors = string.Join('\n', result.Failed.Select(item => $"{item.Name}: {item.Error}"));
        Assert.Contains("(page_003.jpg): The file has", errors, StringComparison.Ordinal);
        Assert.Contains("(page_004.jpg): The image is damaged", errors, StringComparison.Ordinal);
        Assert.Contains("(page_005.jpg): The file is not an image", errors, StringComparison.Ordinal);
        Assert.Contains("(page_006.jpg): The file is empty", errors, StringComparison.Ordinal);
        Assert.Contains("(page_007.pdf): The file is a PDF", errors, StringComparison.Ordinal);
        Assert.Equal(2, model.Requests.Count); // the eighth page is the first once more
        var whole = await ExamFiles.TryReadTranscriptionAsync(student);
        Assert.Equal((8, 3, 5), (whole!.TotalPages, whole.SuccessfulPages, whole.FailedPages));
        Assert.Equal(["page_1", "page_2", "page_8"], whole.StudentAnswers.Select(answer => answer.QuestionId));
        var html = await File.ReadAllTextAsync(student.TranscriptionReport);
        Assert.Equal(5, html.Split("class=\"failed\"").Length - 1);
    }

    [Fact]
    public async Task RunAsync_APageTurnedByItsExifOrientation_ArrivesUpright()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var student = midterm.Folder.Student("Nova Quill");
        foreach (var page in student.ListPages())
        {
            File.Delete(page);
        }

        await File.WriteAllBytesAsync(Path.Join(student.Pages, "page_001.jpg"), Sideways());
        using var model = new ScriptedModel(_ => PageAnswers.Good);

        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        var sent = Assert.Single(Assert.Single(model.Requests)[0].Contents.OfType<DataContent>());
        using var image = SKBitmap.Decode(sent.Data.Span);
        Assert.Equal((80, 120), (image.Width, image.Height));
        Assert.True(image.GetPixel(40, 5).Red > 200 && image.GetPixel(40, 5).Blue < 60, "The red edge is at the top.");
    }

    [Fact]
    public async Task RunAsync_ATiffOfSeveralPages_CountsAsSeveralPages()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var student = midterm.Folder.Student("Nova Quill");
        await File.WriteAllBytesAsync(Path.Join(student.Pages, "page_004.tif"), Tiff(pages: 3));
        using var model = new ScriptedModel(_ => PageAnswers.Good);

        var result = await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(model));

        Assert.Equal(6, result.Items.Count);
        Assert.Empty(result.Failed);
        var shades = model.Requests.SelectMany(request => request[0].Contents.OfType<DataContent>()).Select(Shade).Where(shade => shade < 250).Order();
        Assert.Equal([50, 100, 150], shades.Select(shade => (int)(Math.Round(shade / 10.0) * 10)).TakeLast(3));
        Assert.True(File.Exists(student.PageTranscription(6)));
    }

    [Fact]
    public async Task RunAsync_PagesThatAreGone_LeaveNoTranscriptionBehind()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var student = midterm.Folder.Student("Nova Quill");
        await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => PageAnswers.Good));
        var pages = student.ListPages();
        File.Delete(pages[2]);
        await File.WriteAllTextAsync(pages[1], "damaged since");

        var result = await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => PageAnswers.Good));

        Assert.Equal([StageItemState.Kept, StageItemState.Failed], result.Items.Select(item => item.State));
        Assert.True(File.Exists(student.PageTranscription(1)));
        Assert.False(File.Exists(student.PageTranscription(2)));
        Assert.False(File.Exists(student.PageTranscription(3)));
    }

    private static int Shade(DataContent image)
    {
        using var bitmap = SKBitmap.Decode(image.Data.Span);
        return bitmap.Width == 8 ? bitmap.GetPixel(4, 4).Red : 255;
    }

    /// <summary>An image of 120 x 80 pixels whose left edge is red, with the orientation "turn right by 90 degrees": upright, red is at the top.</summary>
    private static byte[] Sideways()
    {
        using var bitmap = new SKBitmap(120, 80);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.White);
            using var red = new SKPaint { Color = SKColors.Red };
            canvas.DrawRect(0, 0, 20, 80, red);
        }

        var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 95).ToArray();
        byte[] exif =
        [
            0xFF, 0xE1, 0x00, 0x22, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    [Fact]
    public async Task RunAsync_AFileWithAWrongExtension_IsReadAndWarnedOf()
    {
        using var midterm = Midterm.Copy("Nova Quill");
        var page = midterm.Folder.Student("Nova Quill").ListPages()[1];
        File.Move(page, Path.ChangeExtension(page, ".png"));

        var result = await TranscriptionStage.RunAsync(await TranscriptionPlan.ReadAsync(midterm.Folder), midterm.Executor(_ => PageAnswers.Good));

        Assert.Equal(["Nova Quill, page 2 (page_002.png): The file's name says Png, but it is Jpeg."], result.Warnings);
        var read = await ExamFiles.TryReadTranscriptionAsync(midterm.Folder.Student("Nova Quill"));
        Assert.Equal(["faint", "faint The file's name says Png, but it is Jpeg.", "faint"], read!.StudentAnswers.Select(answer => answer.TranscriptionNotes));
    }

    /// <summary>Pages of 8 x 8 pixels, of one grey each: 50, 100, 150...</summary>
    private static byte[] Tiff(int pages)
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var tiff = BitMiracle.LibTiff.Classic.Tiff.Open(path, "w"))
            {
                for (var page = 1; page <= pages; page++)
                {
                    tiff.SetField(BitMiracle.LibTiff.Classic.TiffTag.IMAGEWIDTH, 8);
                    tiff.SetField(BitMiracle.LibTiff.Classic.TiffTag.IMAGELENGTH, 8);
                    tiff.SetField(BitMiracle.LibTiff.Classic.TiffTag.BITSPERSAMPLE, 8);
                    tiff.SetField(BitMiracle.LibTiff.Classic.TiffTag.SAMPLESPERPIXEL, 1);
                    tiff.SetField(BitMiracle.LibTiff.Classic.TiffTag.PHOTOMETRIC, BitMiracle.LibTiff.Classic.Photometric.MINISBLACK);
                    var row = Enumerable.Repeat((byte)(50 * page), 8).ToArray();
                    for (var y = 0; y < 8; y++)
                    {
                        tiff.WriteScanline(row, y);
                    }

                    tiff.WriteDirectory();
                }
            }

            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

using System.Text;
using System.Text.Json;
using CsCheck;

namespace Aita.Simulator.Tests.Answers;

public sealed class TruthReaderTests
{
    [Fact]
    public void ReadDataUrl_AnyTruthInPngOrJpeg_ComesBack() => Gen.Select(Gen.String[0, 300], Gen.Int[0, 50]).Sample((text, pixels) =>
    {
        string truth = JsonSerializer.Serialize(new { transcription = text });
        string expected = JsonSerializer.Deserialize<JsonElement>(truth).GetProperty("transcription").GetString()!;

        foreach (byte[] image in new[]
        {
            TruthImages.PngWithText(truth, pixels), TruthImages.PngWithText(truth, pixels, truthLast: true),
            TruthImages.PngWithInternationalText(truth), TruthImages.Jpeg(truth),
        })
        {
            Assert.Equal(expected, Read(TruthImages.DataUrl(image))!.Value.GetProperty("transcription").GetString());
        }
    });

    [Fact]
    public void ReadDataUrl_NoTruth_IsNull()
    {
        Assert.Null(Read(TruthImages.DataUrl(TruthImages.PngWithout())));
        Assert.Null(Read(TruthImages.DataUrl(TruthImages.Jpeg(null))));
        Assert.Null(Read("https://example.org/page.png"));
        Assert.Null(Read("data:image/png;base64,"));
        Assert.Null(Read("data:image/png;base64,AAAA"));
        Assert.Null(Read(TruthImages.DataUrl(TruthImages.PngWithText("this is not JSON"))));
    }

    [Fact]
    public void ReadDataUrl_CutOrSpoiledAnywhere_NeverThrows()
    {
        string url = TruthImages.DataUrl(TruthImages.PngWithText(TruthImages.Page));
        string jpeg = TruthImages.DataUrl(TruthImages.Jpeg(TruthImages.Page));
        Gen.Select(Gen.Bool, Gen.Int[0, 400], Gen.Char.AlphaNumeric).Sample((png, at, other) =>
        {
            string whole = png ? url : jpeg;
            int position = Math.Min(at, whole.Length - 1);
            _ = Read(whole[..position]);
            _ = Read(string.Concat(whole.AsSpan(0, position), [other], whole.AsSpan(position + 1)));
        });
    }

    private static JsonElement? Read(string url) => TruthReader.ReadDataUrl(Encoding.UTF8.GetBytes(url));
}

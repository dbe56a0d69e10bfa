using Aita.Execution.Tests.Checkpoints;
using Microsoft.Extensions.AI;

namespace Aita.Execution.Tests.Tasks;

public sealed class VisionLlmTaskTests : IDisposable
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task BuildMessagesAsync_ImagesOfAllSources_ComeAfterTheText()
    {
        await File.WriteAllBytesAsync(_folder.File("page.wrong"), Png);
        var task = new PageTask(
            ImageSource.FromFile(_folder.File("page.wrong")),
            ImageSource.FromBytes(Png),
            ImageSource.FromBytes(new byte[] { 1 }, "image/heic"),
            ImageSource.FromUri("https://example.org/a/page.JPG?x=1"),
            ImageSource.FromUri("http://example.org/page"),
            ImageSource.FromUri("data:image/gif;base64,R0lGODlh"),
            ImageSource.FromUri(new Uri(_folder.File("page.wrong"))));

        var messages = await task.BuildMessagesAsync(default);

        Assert.Equal([ChatRole.System, ChatRole.User], messages.Select(message => message.Role));
        var contents = messages[1].Contents;
        Assert.Equal("What does it say?", Assert.IsType<TextContent>(contents[0]).Text);
        Assert.Equal(
            ["image/png", "image/png", "image/heic", "image/jpeg", "image/*", "image/gif", "image/png"],
            contents.Skip(1).Select(content => (content as DataContent)?.MediaType ?? ((UriContent)content).MediaType));
        Assert.Equal(Png, Assert.IsType<DataContent>(contents[1]).Data.ToArray());
        Assert.Equal("https://example.org/a/page.JPG?x=1", Assert.IsType<UriContent>(contents[4]).Uri.ToString());
        Assert.Equal(
            contents.Skip(1).OfType<DataContent>().Select(data => data.Data.ToArray()),
            task.BuildMessages()[1].Contents.OfType<DataContent>().Select(data => data.Data.ToArray()));
    }

    [Fact]
    public async Task BuildMessagesAsync_FileChangedBetweenAttempts_IsReadAgain()
    {
        var path = _folder.File("page.png");
        var task = new PageTask(ImageSource.FromFile(path));
        await File.WriteAllBytesAsync(path, Png);
        await task.BuildMessagesAsync(default);
        await File.WriteAllBytesAsync(path, [.. Png, 4]);

        var messages = await task.BuildMessagesAsync(default);

        Assert.Equal(Png.Length + 1, ((DataContent)messages[1].Contents[1]).Data.Length);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0 }, "image/jpeg")]
    [InlineData(new byte[] { 0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1 }, "image/gif")]
    [InlineData(new byte[] { 0x52, 0x49, 0x46, 0x46, 1, 2, 3, 4, 0x57, 0x45, 0x42, 0x50 }, "image/webp")]
    public async Task BuildMessagesAsync_KnownFormat_IsRecognisedByItsContent(byte[] bytes, string mediaType)
    {
        var messages = await new PageTask(ImageSource.FromBytes(bytes)).BuildMessagesAsync(default);

        Assert.Equal(mediaType, ((DataContent)messages[1].Contents[1]).MediaType);
    }

    [Fact]
    public async Task BuildMessagesAsync_ImageThatCannotBeSent_IsRejectedWithASentence()
    {
        await File.WriteAllTextAsync(_folder.File("page.png"), "%PDF-1.7");
        await File.WriteAllBytesAsync(_folder.File("large.png"), Png);

        await AssertRejectedAsync(ImageSource.FromFile(_folder.File("page.png")), "page.png is not a PNG, JPEG, GIF or WebP image: convert it");
        await AssertRejectedAsync(ImageSource.FromFile(_folder.File("missing.png")), "missing.png cannot be read: Could not find file");
        await AssertRejectedAsync(ImageSource.FromFile(_folder.File("large.png"), maxBytes: 10), "large.png has 11 bytes, the limit is 10");
        await AssertRejectedAsync(ImageSource.FromFile(_folder.File("no/folder.png")), "cannot be read");
        Assert.Equal(FailureKind.Rejected, Assert.Throws<LlmException>(() => ImageSource.FromBytes(Array.Empty<byte>())).Kind);
    }

    [Theory]
    [InlineData("page.png")]
    [InlineData("ftp://example.org/page.png")]
    public void FromUri_OtherKindOfAddress_IsRefused(string uri) =>
        Assert.Contains("use an absolute http", Assert.Throws<ArgumentException>(() => ImageSource.FromUri(uri)).Message, StringComparison.Ordinal);

    private static async Task AssertRejectedAsync(ImageSource image, string message)
    {
        var task = new PageTask(image);
        var e = await Assert.ThrowsAsync<LlmException>(async () => await task.BuildMessagesAsync(default));

        Assert.Equal(FailureKind.Rejected, e.Kind);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Equal(e.Message, Assert.Throws<LlmException>(task.BuildMessages).Message);
    }

    private sealed class PageTask(params ImageSource[] images) : VisionLlmTask<string>("page")
    {
        public override IReadOnlyList<ImageSource> GetImages() => images;

        public override string GetPromptText() => "What does it say?";

        public override string? GetSystemText() => "Transcribe.";

        public override string ParseResponse(string text) => text;
    }
}

using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Aita.Execution.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Create_NothingSet_UsesTheDefaults()
    {
        using var client = Create(new(), ("OPENROUTER_API_KEY", Clients.Key));

        var metadata = client.GetService<ChatClientMetadata>()!;
        Assert.Equal(("openrouter", "google/gemini-2.5-flash", "https://openrouter.ai/api/v1"),
            (metadata.ProviderName, metadata.DefaultModelId, metadata.ProviderUri!.AbsoluteUri));
        Assert.Same(client, client.GetService<OpenRouterChatClient>());
        Assert.Same(client, client.GetService<IChatClient>());
        Assert.Null(client.GetService<string>());
        Assert.Null(client.GetService(typeof(IChatClient), "key"));
    }

    [Fact]
    public void Create_Environment_FillsTheGapsOnly()
    {
        using var client = Create(
            new() { Model = "mine" }, ("OPENROUTER_API_KEY", " k \n"), ("OPENROUTER_MODEL", "theirs"), ("OPENROUTER_BASE_URL", "http://gpu.example:8000/v1/"));

        var metadata = client.GetService<ChatClientMetadata>()!;
        Assert.Equal(("mine", "http://gpu.example:8000/v1"), (metadata.DefaultModelId, metadata.ProviderUri!.AbsoluteUri));
    }

    [Theory]
    [InlineData("http://localhost:11434/v1")]
    [InlineData("http://127.0.0.1:5000")]
    [InlineData("http://[::1]:5000/api/v1")]
    public void Create_NoKeyOnThisMachine_IsFine(string url)
    {
        using var client = Create(new() { BaseUrl = url }, ("OPENROUTER_API_KEY", "  "));

        Assert.NotNull(client);
    }

    [Fact]
    public void Create_NoKeyElsewhere_SaysWhatToSet()
    {
        var exception = Assert.Throws<LlmException>(() => Create(new()));

        Assert.Equal(FailureKind.Unauthorized, exception.Kind);
        Assert.Contains("OPENROUTER_API_KEY", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_EverythingWrong_ReportsAllErrorsAndNotTheKey()
    {
        var exception = Assert.Throws<ArgumentException>(() => Create(new()
        {
            ApiKey = "secret with\nnewline",
            Model = " ",
            BaseUrl = "ftp://x",
            AppTitle = "Prüfung",
            AppUrl = "",
            SessionId = new string('x', 257),
            MaxTokensField = "",
            ExtraBody = new JsonObject { ["messages"] = 1, ["stream"] = true },
        }));

        foreach (var name in (string[])["ApiKey", "Model", "BaseUrl", "AppTitle", "AppUrl", "SessionId", "MaxTokensField", "'messages'", "'stream'"])
        {
            Assert.Contains(name, exception.Message, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not a url")]
    [InlineData("https://user:password@host/v1")]
    [InlineData("https://host/v1?key=1")]
    [InlineData("https://host/v1#x")]
    [InlineData("")]
    public void Validate_UnusableBaseUrl_IsAnError(string url) => Assert.Single(new OpenRouterOptions { BaseUrl = url }.Validate());

    [Fact]
    public void ToString_Anything_HidesTheKey()
    {
        var options = new OpenRouterOptions { ApiKey = Clients.Key, BaseUrl = "http://localhost:1/v1" };
        using var client = Clients.Create(options);

        Assert.DoesNotContain(Clients.Key, options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Clients.Key, client.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/chat/completions")]
    public async Task Send_BaseUrlInAnyForm_ReachesTheSamePath(string end)
    {
        await using var server = new RawServer(RawReply.Json(Clients.Answer));
        using var client = Clients.Create(new() { BaseUrl = server.Url + end });

        await client.AskAsync();

        Assert.StartsWith("POST /api/v1/chat/completions ", server.Last.Head, StringComparison.Ordinal);
        Assert.Null(server.Last.Header("Authorization"));
    }

    [Fact]
    public async Task Send_AttributionAndSession_AreHeaders()
    {
        await using var server = new RawServer(RawReply.Json(Clients.Answer));
        using var client = Clients.Create(new()
        {
            BaseUrl = server.Url,
            AppTitle = "Aita",
            AppUrl = "https://example.org",
            SessionId = "run-42",
            MaxTokensField = "max_completion_tokens",
        });

        await client.AskAsync("Hi", new ChatOptions { MaxOutputTokens = 5 });

        Assert.Equal(("Aita", "https://example.org", "run-42"),
            (server.Last.Header("X-OpenRouter-Title"), server.Last.Header("HTTP-Referer"), server.Last.Header("x-session-id")));
        Assert.EndsWith(""","max_completion_tokens":5}""", server.Last.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_HttpClientOfOnesOwn_StaysOpen()
    {
        await using var server = new RawServer(RawReply.Json(Clients.Answer));
        using var http = new HttpClient();
        using (var client = Clients.Create(new() { BaseUrl = server.Url, HttpClient = http }))
        {
            await client.AskAsync();
        }

        using var second = Clients.Create(new() { BaseUrl = server.Url, HttpClient = http });
        Assert.StartsWith("Hello", (await second.AskAsync()).Text);
    }

    private static OpenRouterChatClient Create(OpenRouterOptions options, params (string Name, string Value)[] environment) =>
        OpenRouterChatClient.Create(
            options, name => environment.Where(pair => pair.Name == name).Select(pair => pair.Value).FirstOrDefault(), new FakeTimeProvider());
}

using System.Net;
using System.Text;
using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Cli.Running;

/// <summary>
/// A program that has just been started compiles its code while it runs, and the first answer would wait for that: about 40 ms in which its worker
/// asks nothing. So made-up tasks are run beside the start of a short run, through all that a real one passes, with answers that come from nowhere. They
/// cost 0.1 s of processor time and are neither counted nor shown.
/// </summary>
internal static class ColdStart
{
    private const string Failure = """
        {"error":{"code":503,"message":"not yet"}}
        """;

    private const string Answer = """
        {"id":"1","object":"chat.completion","created":1,"model":"none","provider":"none","choices":[{"index":0,"finish_reason":"stop","native_finish_reason":"stop",
        "message":{"role":"assistant","content":"ready"}}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2,"cost":0.000001,"prompt_tokens_details":{"cached_tokens":0}}}
        """;

    private static int _hasBegun;

    /// <summary>Compiles, once in a process. Never fails; to be awaited before the process ends.</summary>
    public static Task CompileOnceAsync() => Interlocked.Exchange(ref _hasBegun, 1) == 0 ? Task.Run(CompileAsync) : Task.CompletedTask;

    private static async Task CompileAsync()
    {
        try
        {
            var folder = Directory.CreateTempSubdirectory("aita-");
            try
            {
                await AskAsync(folder.FullName);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A disk that is full, say: what is not compiled now is when it is needed.
        }
    }

    private static async Task AskAsync(string folder)
    {
        using var http = new HttpClient(new AnswerFromNowhere());
        using var client = OpenRouterChatClient.Create(new OpenRouterOptions { ApiKey = "none", BaseUrl = "http://127.0.0.1/v1", Model = "none", HttpClient = http });
        await using var ledger = CostLedger.Create(folder, TimeProvider.System);
        var counted = new CostTracker(ledger: ledger).Track(new AbortableChatClient(client, CancellationToken.None), "cold-start");
        var executor = new ParallelLlmExecutor(counted, new ParallelExecutionOptions { MaxWorkers = 2, CheckpointDirectory = folder, RetryBaseDelay = TimeSpan.Zero });
        await executor.ExecuteBatchAsync<string>([new SimpleLlmTask("text", "Ready?"), new LineTask()], "cold-start");
    }

    /// <summary>A request as the lines of <c>aita batch</c> are sent.</summary>
    private sealed class LineTask() : LlmTask<string>("line")
    {
        private static readonly byte[] Body = """{"model":"none","messages":[{"role":"user","content":"Ready?"}]}"""u8.ToArray();

        public override ChatOptions Options { get; } = new() { RawRepresentationFactory = static _ => new RawRequest(Body) };

        public override bool KeepsResponseBody => true;

        public override IReadOnlyList<ChatMessage> BuildMessages() => [];

        public override string ParseResponse(string text) => text;
    }

    /// <summary>Fails first, since the first failure of a program takes longest: what it throws has to be found.</summary>
    private sealed class AnswerFromNowhere : HttpMessageHandler
    {
        private int _requests;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Yield(); // answers are never there at once, and waiting is code, too
            var (status, body) = Interlocked.Increment(ref _requests) > 1 ? (HttpStatusCode.OK, Answer) : (HttpStatusCode.ServiceUnavailable, Failure);
            return new HttpResponseMessage(status) { RequestMessage = request, Content = new StringContent(body, Encoding.UTF8, "application/json") };
        }
    }
}

using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Aita.Execution;

/// <summary>Counts every call of another client, answered or failed, streamed or not, under one operation. Thread-safe.</summary>
public sealed class CostTrackingChatClient : DelegatingChatClient
{
    private readonly CostTracker _tracker;
    private readonly string _operation;
    private readonly string? _defaultModel;

    /// <summary>Wraps a client; see also <see cref="CostTracker.Track"/>.</summary>
    /// <param name="innerClient">The client whose calls are counted. Disposed with this one.</param>
    /// <param name="tracker">Where they are counted.</param>
    /// <param name="operation">What the calls are for, for example <c>transcribe</c>. Never sent to the provider.</param>
    public CostTrackingChatClient(IChatClient innerClient, CostTracker tracker, string operation)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(tracker);
        ArgumentException.ThrowIfNullOrWhiteSpace(operation);
        _tracker = tracker;
        _operation = operation;
        _defaultModel = innerClient.GetService<ChatClientMetadata>()?.DefaultModelId;
    }

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var list = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var call = new Call(this, list, options);
        try
        {
            var response = await base.GetResponseAsync(list, options, cancellationToken).ConfigureAwait(false);
            call.See(response.ModelId, response.Usage, response.RawRepresentation);
            await call.RecordAsync(error: null).ConfigureAwait(false);
            return response;
        }
        catch (Exception exception)
        {
            await call.RecordAsync(exception, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var list = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var call = new Call(this, list, options);
        var ended = false;
        var updates = base.GetStreamingResponseAsync(list, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (Exception exception)
                {
                    ended = true;
                    await call.RecordAsync(exception, cancellationToken).ConfigureAwait(false);
                    throw;
                }

                call.See(updates.Current);
                yield return updates.Current;
            }

            ended = true;
            await call.RecordAsync(error: null).ConfigureAwait(false);
        }
        finally
        {
            await updates.DisposeAsync().ConfigureAwait(false);
            if (!ended)
            {
                // The reader of the stream left early.
                await call.RecordAsync(new LlmFailure(FailureKind.Cancelled, "The stream was not read to its end.")).ConfigureAwait(false);
            }
        }
    }

    private static int CountImages(IReadOnlyList<ChatMessage> messages)
    {
        var images = 0;
        foreach (var message in messages)
        {
            foreach (var content in message.Contents)
            {
                if (content is DataContent data ? data.HasTopLevelMediaType("image") : content is UriContent uri && uri.HasTopLevelMediaType("image"))
                {
                    images++;
                }
            }
        }

        return images;
    }

    /// <summary>What is known of one call so far.</summary>
    private sealed class Call(CostTrackingChatClient client, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        private readonly string? _requestedModel = options?.ModelId ?? client._defaultModel;
        private readonly int _images = CountImages(messages);
        private string? _model;
        private TokenUsage? _usage;
        private OpenRouterResponse? _raw;
        private bool _recorded;

        public void See(string? model, UsageDetails? usage, object? raw)
        {
            _model = model ?? _model;
            _usage = AnswerReader.UsageOf(usage) ?? _usage;
            _raw = raw as OpenRouterResponse ?? _raw;
        }

        public void See(ChatResponseUpdate update)
        {
            See(update.ModelId, usage: null, update.RawRepresentation);
            foreach (var content in update.Contents)
            {
                if (content is UsageContent usage)
                {
                    See(model: null, usage.Details, raw: null);
                }
            }
        }

        public ValueTask RecordAsync(Exception exception, CancellationToken cancellationToken) =>
            RecordAsync(FailureClassifier.Classify(exception, timedOut: false, cancellationToken.IsCancellationRequested));

        public ValueTask RecordAsync(LlmFailure? error)
        {
            if (_recorded)
            {
                return ValueTask.CompletedTask;
            }

            _recorded = true;
            var cost = AnswerReader.CostOf(_raw, _usage, _model, _requestedModel, client._tracker.Prices);
            return client._tracker.RecordAsync(new CostEntry
            {
                Timestamp = client._tracker.Time.GetUtcNow(),
                Operation = client._operation,
                Model = _model ?? _requestedModel ?? "unknown",
                Usage = _usage,
                Images = _images,
                Cost = cost ?? (error is { MayBeBilled: false } ? 0 : null),
                Error = error?.Kind,
            });
        }
    }
}

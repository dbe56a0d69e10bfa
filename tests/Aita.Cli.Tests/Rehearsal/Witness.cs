using Aita.Cli.Rehearsal;
using Microsoft.Extensions.AI;

namespace Aita.Cli.Tests.Rehearsal;

/// <summary>Stands before the provider and takes down what arrives.</summary>
internal sealed class Witness(ScriptedProvider provider, VirtualClock clock, RecordBook book) : DelegatingChatClient(provider)
{
    private readonly Lock _lock = new();

    /// <summary>Every request: when it arrived, whose it was, and the tokens that it used; none without an answer.</summary>
    public List<Arrival> Arrivals { get; } = [];

    /// <summary>Tasks that were asked although their answer was recorded.</summary>
    public List<string> BoughtAgain { get; } = [];

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var id = messages.First().Text.Split(' ')[0];
        var arrival = new Arrival(clock.Now.TotalSeconds, id);
        lock (_lock)
        {
            Arrivals.Add(arrival);
            if (book.HasAnswerOf(id))
            {
                BoughtAgain.Add(id);
            }
        }

        var response = await base.GetResponseAsync(messages, options, cancellationToken);
        arrival.Tokens = response.Usage!.TotalTokenCount!.Value;
        return response;
    }

    internal sealed record Arrival(double At, string Id)
    {
        public long Tokens { get; set; }
    }
}

namespace Aita.Execution;

/// <summary>
/// Decides when a request may be sent. Implementations are thread-safe and serve waiters in order.
/// A permit that was given out is always given back through <see cref="Settle"/>.
/// </summary>
public interface IRateGate
{
    /// <summary>Waits until one request of about <paramref name="estimated"/> tokens may be sent.</summary>
    /// <param name="estimated">Input and output tokens expected; 0 or more.</param>
    /// <param name="cancellationToken">Gives up the place in the queue.</param>
    /// <exception cref="LlmException">The request can never be sent, for example because it is larger than the token limit.</exception>
    ValueTask<RatePermit> WaitAsync(TokenUsage estimated, CancellationToken cancellationToken);

    /// <summary>Tells the gate how the request of a permit ended, so that it can correct its estimate, its limits, or pause.</summary>
    /// <returns>How long the whole pool pauses from now on because of this answer; zero when it does not, or pauses already.</returns>
    TimeSpan Settle(RatePermit permit, RateFeedback feedback);
}

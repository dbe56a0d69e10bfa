using Aita.Execution;
using Microsoft.Extensions.AI;

namespace Aita.Exams.Estimates;

/// <summary>What calls will probably use, before any is made. Retries, re-asks and the thoughts of reasoning models come on top. Pure.</summary>
/// <param name="Calls">The number of calls.</param>
/// <param name="Input">Tokens sent.</param>
/// <param name="Output">Tokens of the answers.</param>
public sealed record CallEstimate(int Calls, TokenRange Input, TokenRange Output)
{
    /// <summary>English prose has about four characters to a token (OpenAI's and Google's rule of thumb), maths and other scripts down to three.</summary>
    private const int FewestCharactersPerToken = 3;
    private const int MostCharactersPerToken = 4;

    /// <summary>A page of 2000 pixels: 258 tokens a tile at Google's (at least 1), 1,105 at OpenAI's high detail, about 1,600 at Anthropic's.</summary>
    private static readonly TokenRange Image = new(258, 1600);

    /// <summary>The calls that can be made at most when nothing fails.</summary>
    /// <value>The number of calls: it is known.</value>
    public int AtMost { get; init; } = Calls;

    /// <summary>No calls.</summary>
    public static CallEstimate None { get; } = new(0, default, default);

    /// <summary>Both together.</summary>
    public static CallEstimate operator +(CallEstimate left, CallEstimate right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(left.Calls + right.Calls, left.Input + right.Input, left.Output + right.Output) { AtMost = left.AtMost + right.AtMost };
    }

    /// <summary>Both together.</summary>
    public static CallEstimate Add(CallEstimate left, CallEstimate right) => left + right;

    /// <summary>The same calls several times.</summary>
    public CallEstimate Times(int count) => new(
        Calls * count, new TokenRange(Input.Low * count, Input.High * count), new TokenRange(Output.Low * count, Output.High * count))
    { AtMost = AtMost * count };

    /// <summary>What the calls will cost in USD; <see langword="null"/> when the price is not known.</summary>
    public (decimal Low, decimal High)? Cost(TokenPrice? price) => price is null
        ? null
        : (Cost(price, Input.Low, Output.Low), Cost(price, Input.High, Output.High));

    /// <summary>One call.</summary>
    /// <param name="messages">What is sent; images not loaded yet are counted by <paramref name="images"/>.</param>
    /// <param name="images">The number of images that come with it.</param>
    /// <param name="output">Tokens of the answer.</param>
    internal static CallEstimate One(IReadOnlyList<ChatMessage> messages, int images, TokenRange output)
    {
        long characters = messages.Sum(message => (long)message.Text.Length);
        var text = new TokenRange(characters / MostCharactersPerToken, characters / FewestCharactersPerToken);
        return new CallEstimate(1, text + new TokenRange(images * Image.Low, images * Image.High), output);
    }

    private decimal Cost(TokenPrice price, long input, long output) => (Calls * price.Request) + (input * price.Input) + (output * price.Output);
}

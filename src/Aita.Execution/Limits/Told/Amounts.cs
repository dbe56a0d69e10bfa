namespace Aita.Execution;

/// <summary>What requests take from limits: how many they are, and their tokens.</summary>
internal readonly record struct Amounts(double Requests, double Input, double Output)
{
    public double Tokens => Input + Output;

    public static Amounts Of(TokenUsage tokens) => new(1, tokens.Input, tokens.Output);

    public static Amounts operator +(Amounts left, Amounts right) =>
        new(left.Requests + right.Requests, left.Input + right.Input, left.Output + right.Output);

    public static Amounts operator -(Amounts left, Amounts right) =>
        new(left.Requests - right.Requests, left.Input - right.Input, left.Output - right.Output);
}

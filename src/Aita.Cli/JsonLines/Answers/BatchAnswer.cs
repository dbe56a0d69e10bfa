using Aita.Execution;

namespace Aita.Cli.JsonLines.Answers;

/// <summary>A provider's answer to one request.</summary>
/// <param name="Id">The provider's id of the answer; null when it gave none.</param>
/// <param name="FinishReason">Why the model stopped; null when the provider did not say.</param>
/// <param name="Body">The whole answer.</param>
internal sealed record BatchAnswer(string? Id, string? FinishReason, ResponseBody Body)
{
    /// <summary>Whether the answer ends at the token limit.</summary>
    public bool IsCutOff => FinishReason == "length";
}

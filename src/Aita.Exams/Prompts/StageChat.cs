using Microsoft.Extensions.AI;

namespace Aita.Exams.Prompts;

/// <summary>How models are asked. No limit of output tokens is set: it would starve models that think before they answer.</summary>
internal static class StageChat
{
    /// <summary>As repeatable as the model can be.</summary>
    public static ChatOptions Precise { get; } = new() { Temperature = 0 };
}

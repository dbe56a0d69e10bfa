namespace Aita.Simulator;

/// <summary>One message: its JSON, whether a user wrote it, its size, and whether its last part says that everything up to there is to be cached.</summary>
internal readonly record struct ChatMessage(Slice Json, bool IsUser, int Tokens, bool IsMarked = false);

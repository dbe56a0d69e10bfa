namespace Aita.Simulator;

/// <summary>One message: its JSON, whether a user wrote it, and its size.</summary>
internal readonly record struct ChatMessage(Slice Json, bool IsUser, int Tokens);

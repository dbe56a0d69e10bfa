namespace Aita.Execution;

/// <summary>Tasks whose requests use about the same: of one class, for one model, with one limit of their answer.</summary>
internal readonly record struct TaskKind(Type Task, string? Model, int? MaxOutputTokens);

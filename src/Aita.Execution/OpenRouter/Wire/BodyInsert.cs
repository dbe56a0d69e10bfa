namespace Aita.Execution;

/// <summary>Bytes that are put into a request body at a position of its JSON.</summary>
/// <param name="Position">Offset in the JSON.</param>
/// <param name="Bytes">The caller's bytes; never copied as a whole.</param>
/// <param name="AsBase64">Whether they are written as base64.</param>
internal readonly record struct BodyInsert(int Position, ReadOnlyMemory<byte> Bytes, bool AsBase64);

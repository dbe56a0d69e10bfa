using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Aita.Simulator;

/// <summary>How answers become JSON elements.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class FormJson : JsonSerializerContext;

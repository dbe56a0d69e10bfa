using System.Text.Json;

namespace Aita.Simulator;

/// <summary>Reads a chat request in one pass over its bytes.</summary>
internal ref struct ChatRequestReader
{
    private readonly ChatRequest _request;
    private Utf8JsonReader _json;
    private bool _isMarked;

    private ChatRequestReader(ReadOnlyMemory<byte> body)
    {
        _request = new ChatRequest(body);
        _json = new Utf8JsonReader(body.Span);
    }

    /// <summary>The request, or one sentence on why the body cannot be used.</summary>
    public static (ChatRequest? Request, string? Problem) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            var reader = new ChatRequestReader(body);
            string? problem = reader.ReadRoot();
            return problem is null ? (reader._request, null) : (null, problem);
        }
        catch (JsonException exception)
        {
            return (null, $"The body is not valid JSON: {exception.Message}");
        }
        catch (InvalidOperationException)
        {
            return (null, "A text in the body is not valid UTF-8.");
        }
    }

    private string? ReadRoot()
    {
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject)
        {
            return "The body must be a JSON object.";
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (ReadProperty() is { } problem)
            {
                return problem;
            }
        }

        // A second value after the object is refused by the reader itself.
        while (_json.Read())
        {
        }

        return _request.Messages.Count == 0 ? "'messages' is missing or empty; give at least one message." : null;
    }

    private string? ReadProperty()
    {
        if (_json.ValueTextEquals("messages"u8))
        {
            _json.Read();
            return ReadMessages();
        }

        if (_json.ValueTextEquals("model"u8))
        {
            _json.Read();
            _request.Model = _json.TokenType == JsonTokenType.String ? _json.GetString()! : _request.Model;
            _json.Skip();
        }
        else if (_json.ValueTextEquals("models"u8))
        {
            ReadFirstModel();
        }
        else if (_json.ValueTextEquals("stream"u8))
        {
            _json.Read();
            _request.Stream = _json.TokenType == JsonTokenType.True;
            _json.Skip();
        }
        else if (_json.ValueTextEquals("max_tokens"u8) || _json.ValueTextEquals("max_completion_tokens"u8))
        {
            _json.Read();
            if (_json.TokenType == JsonTokenType.Number)
            {
                if (!_json.TryGetInt32(out int tokens) || tokens < 1)
                {
                    return "'max_tokens' must be a whole number of at least 1.";
                }

                _request.MaxTokens = tokens;
            }

            _json.Skip();
        }
        else if (_json.ValueTextEquals("response_format"u8))
        {
            _json.Read();
            return ReadResponseFormat();
        }
        else
        {
            _json.Skip();
        }

        return null;
    }

    private void ReadFirstModel()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            _json.Skip();
            return;
        }

        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType == JsonTokenType.String && _request.Model.Length == 0)
            {
                _request.Model = _json.GetString()!;
            }

            _json.Skip();
        }
    }

    private string? ReadMessages()
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            return "'messages' must be an array.";
        }

        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.StartObject)
            {
                return $"messages[{_request.Messages.Count}] must be an object.";
            }

            if (ReadMessage() is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private string? ReadMessage()
    {
        int start = (int)_json.TokenStartIndex;
        bool hasRole = false;
        bool isUser = false;
        int tokens = TokenEstimate.PerMessage;
        _isMarked = false;
        Slice? lastText = null;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (_json.ValueTextEquals("role"u8))
            {
                _json.Read();
                hasRole = _json.TokenType == JsonTokenType.String;
                isUser = hasRole && _json.ValueTextEquals("user"u8);
                _json.Skip();
            }
            else if (_json.ValueTextEquals("content"u8))
            {
                _json.Read();
                tokens += ReadContent(ref lastText);
            }
            else
            {
                _json.Skip();
            }
        }

        if (!hasRole)
        {
            return $"messages[{_request.Messages.Count}].role is missing; give system, user or assistant.";
        }

        var json = new Slice(start, (int)_json.TokenStartIndex + 1 - start);
        _request.Messages.Add(new ChatMessage(json, isUser, tokens, _isMarked));
        if (isUser && lastText is not null)
        {
            _request.Asked = lastText;
        }

        return null;
    }

    private int ReadContent(ref Slice? lastText)
    {
        int tokens = 0;
        if (_json.TokenType == JsonTokenType.String)
        {
            lastText = StringSlice();
            return TokenEstimate.OfText(lastText.Value.Length - 2);
        }

        if (_json.TokenType == JsonTokenType.StartArray)
        {
            while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
            {
                if (_json.TokenType == JsonTokenType.StartObject)
                {
                    tokens += ReadPart(ref lastText);
                }
                else
                {
                    _json.Skip();
                }
            }
        }
        else
        {
            _json.Skip();
        }

        return tokens;
    }

    private int ReadPart(ref Slice? lastText)
    {
        int tokens = 0;
        _isMarked = false;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            bool isMark = _json.ValueTextEquals("cache_control"u8);
            bool isText = _json.ValueTextEquals("text"u8);
            bool isImage = _json.ValueTextEquals("image_url"u8);
            _json.Read();
            _isMarked |= isMark && _json.TokenType == JsonTokenType.StartObject;
            if (isText && _json.TokenType == JsonTokenType.String)
            {
                lastText = StringSlice();
                tokens += TokenEstimate.OfText(lastText.Value.Length - 2);
            }
            else if (isImage)
            {
                ReadImage();
                tokens += TokenEstimate.PerImage;
            }
            else
            {
                _json.Skip();
            }
        }

        return tokens;
    }

    /// <summary>An image is an object with a <c>url</c>, or the URL itself.</summary>
    private void ReadImage()
    {
        if (_json.TokenType == JsonTokenType.String)
        {
            _request.Images.Add(StringSlice());
            return;
        }

        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _json.Skip();
            return;
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            bool isUrl = _json.ValueTextEquals("url"u8);
            _json.Read();
            if (isUrl && _json.TokenType == JsonTokenType.String)
            {
                _request.Images.Add(StringSlice());
            }

            _json.Skip();
        }
    }

    private string? ReadResponseFormat()
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _json.Skip();
            return null;
        }

        bool wantsSchema = false;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (_json.ValueTextEquals("type"u8))
            {
                _json.Read();
                wantsSchema = _json.TokenType == JsonTokenType.String && _json.ValueTextEquals("json_schema"u8);
                _request.WantsJson = wantsSchema || (_json.TokenType == JsonTokenType.String && _json.ValueTextEquals("json_object"u8));
                _json.Skip();
            }
            else if (_json.ValueTextEquals("json_schema"u8))
            {
                _json.Read();
                ReadJsonSchema();
            }
            else
            {
                _json.Skip();
            }
        }

        return wantsSchema && _request.Schema is null
            ? "'response_format.json_schema.schema' is missing; give a JSON schema, or use the type json_object."
            : null;
    }

    private void ReadJsonSchema()
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _json.Skip();
            return;
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            bool isSchema = _json.ValueTextEquals("schema"u8);
            _json.Read();
            int start = (int)_json.TokenStartIndex;
            bool isObject = _json.TokenType == JsonTokenType.StartObject;
            _json.Skip();
            if (isSchema && isObject)
            {
                _request.Schema = new Slice(start, (int)_json.TokenStartIndex + 1 - start);
            }
        }
    }

    private readonly Slice StringSlice() => new((int)_json.TokenStartIndex, _json.ValueSpan.Length + 2);
}

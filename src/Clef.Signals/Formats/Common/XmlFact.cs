using System.Text;
using System.Xml;
using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Signals.Formats.Common;

/// <summary>
/// One element of an XML file, by local name. Text of the elements that hold samples is kept as bytes, so that a file of numbers costs no more
/// memory than it has bytes. No document type is read, no entity resolved, nothing fetched; depth, text and element counts are bounded.
/// </summary>
internal sealed class XmlFact(string name)
{
    /// <summary>Deepest nesting that is followed; annotated ECGs nest about 20 deep.</summary>
    private const int MaximumDepth = 64;

    /// <summary>Longest text of an ordinary element or attribute.</summary>
    private const int MaximumText = 1 << 16;

    /// <summary>Largest file: an annotated day of 12 leads is about 500 MB of digits.</summary>
    private const long MaximumBytes = 1L << 30;

    private static readonly List<XmlFact> None = [];
    private List<XmlFact>? _children;
    private MemoryStream? _payload;
    private List<KeyValuePair<string, string>>? _attributes;

    /// <summary>The local name.</summary>
    public string Name => name;

    /// <summary>The element's own text, trimmed.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The text of an element that holds samples, as single bytes.</summary>
    public ReadOnlySpan<byte> Payload => _payload is null ? default : _payload.GetBuffer().AsSpan(0, (int)_payload.Length);

    /// <summary>Child elements in file order.</summary>
    public IReadOnlyList<XmlFact> Children => _children ?? None;

    /// <summary>The first child of that name, or null.</summary>
    public XmlFact? Child(string childName) => _children?.Find(c => string.Equals(c.Name, childName, StringComparison.OrdinalIgnoreCase));

    /// <summary>The first element at that path of names, or null.</summary>
    public XmlFact? At(params ReadOnlySpan<string> path)
    {
        XmlFact? at = this;
        foreach (string step in path)
        {
            at = at?.Child(step);
        }

        return at;
    }

    /// <summary>The text at a path, null where the element is absent or empty.</summary>
    public string? TextAt(params ReadOnlySpan<string> path) => HeaderText.OrNull(At(path)?.Text);

    /// <summary>An attribute by local name, null where it is absent or empty.</summary>
    public string? Attribute(string attributeName)
    {
        foreach (KeyValuePair<string, string> attribute in _attributes ?? [])
        {
            if (string.Equals(attribute.Key, attributeName, StringComparison.OrdinalIgnoreCase))
            {
                return HeaderText.OrNull(attribute.Value);
            }
        }

        return null;
    }

    /// <summary>All descendants of that name, in file order.</summary>
    public IEnumerable<XmlFact> Descendants(string descendantName)
    {
        var open = new Stack<XmlFact>();
        open.Push(this);
        while (open.TryPop(out XmlFact? at))
        {
            if (at != this && string.Equals(at.Name, descendantName, StringComparison.OrdinalIgnoreCase))
            {
                yield return at;
            }

            for (int i = at.Children.Count - 1; i >= 0; i--)
            {
                open.Push(at.Children[i]);
            }
        }
    }

    /// <summary>Reads a whole file into a tree.</summary>
    /// <param name="source">The file.</param>
    /// <param name="payloads">Names of the elements whose text is kept as bytes in <see cref="Payload"/>.</param>
    /// <param name="remarks">Receives <c>doctype-ignored</c>.</param>
    public static XmlFact Load(ByteSource source, IReadOnlyCollection<string> payloads, RemarkList remarks)
    {
        if (source.Length > MaximumBytes)
        {
            throw new ClefException(source.Name, "length", source.Length, $"an XML file of at most {MaximumBytes} bytes");
        }

        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Ignore,
            XmlResolver = null,
            MaxCharactersInDocument = MaximumBytes,
            MaxCharactersFromEntities = 1024,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
            CloseInput = true,
        };
        try
        {
            if (source.SliceUpTo(0, 1024).IndexOf("<!DOCTYPE"u8) >= 0)
            {
                remarks.Add("doctype-ignored", "the document type declaration was not read");
            }

            using XmlReader reader = XmlReader.Create(new ByteSourceStream(source, 0, source.Length), settings);
            return Build(source, reader, payloads);
        }
        catch (Exception e) when (e is XmlException or DecoderFallbackException or ArgumentException or NotSupportedException)
        {
            throw new ClefException(source.Name, "XML", null, $"a well-formed document ({e.Message})", e);
        }
    }

    private static XmlFact Build(ByteSource source, XmlReader reader, IReadOnlyCollection<string> payloads)
    {
        // Real files have at least 40 bytes an element; a file of nothing but tags shall not multiply in memory.
        long budget = 20_000 + (source.Length / 40);
        XmlFact? root = null;
        var open = new Stack<XmlFact>();
        var text = new StringBuilder();
        var buffer = new char[8192];
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (--budget < 0 || open.Count >= MaximumDepth)
                    {
                        throw new ClefException(source.Name, "XML", null, $"at most {MaximumDepth} levels and one element in 40 bytes");
                    }

                    var fact = new XmlFact(reader.LocalName);
                    root ??= fact;
                    if (open.TryPeek(out XmlFact? parent))
                    {
                        (parent._children ??= []).Add(fact);
                    }

                    bool empty = reader.IsEmptyElement;
                    while (reader.MoveToNextAttribute())
                    {
                        if (--budget < 0 || reader.Value.Length > MaximumText)
                        {
                            throw new ClefException(source.Name, $"attribute {reader.Name}", null, $"at most {MaximumText} characters");
                        }

                        (fact._attributes ??= []).Add(new(reader.LocalName, reader.Value));
                    }

                    if (!empty)
                    {
                        open.Push(fact);
                    }

                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when open.TryPeek(out XmlFact? holder):
                    if (payloads.Contains(holder.Name))
                    {
                        holder.Append(reader, buffer);
                    }
                    else
                    {
                        text.Clear();
                        for (int got; (got = reader.ReadValueChunk(buffer, 0, buffer.Length)) > 0;)
                        {
                            if (holder.Text.Length + text.Length + got > MaximumText)
                            {
                                throw new ClefException(source.Name, holder.Name, null, $"at most {MaximumText} characters of text");
                            }

                            text.Append(buffer, 0, got);
                        }

                        holder.Text = holder.Text.Length == 0 ? text.ToString().Trim() : $"{holder.Text} {text.ToString().Trim()}";
                    }

                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                default:
                    break;
            }
        }

        return root ?? throw new ClefException(source.Name, "XML", null, "a document with a root element");
    }

    private void Append(XmlReader reader, char[] buffer)
    {
        _payload ??= new MemoryStream();
        Span<byte> block = stackalloc byte[buffer.Length];
        for (int got; (got = reader.ReadValueChunk(buffer, 0, buffer.Length)) > 0;)
        {
            for (int i = 0; i < got; i++)
            {
                block[i] = buffer[i] < 128 ? (byte)buffer[i] : (byte)'?';
            }

            _payload.Write(block[..got]);
        }
    }
}

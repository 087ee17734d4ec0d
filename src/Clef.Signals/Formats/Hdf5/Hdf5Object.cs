using System.Text;

namespace Clef.Signals.Formats.Hdf5;

/// <summary>The header messages that are read, by their numbers in the file (specification, section IV.A.2).</summary>
internal enum Hdf5MessageType
{
    Dataspace = 0x01,
    LinkInfo = 0x02,
    Datatype = 0x03,
    OldFillValue = 0x04,
    FillValue = 0x05,
    Link = 0x06,
    Layout = 0x08,
    GroupInfo = 0x0A,
    Filters = 0x0B,
    Attribute = 0x0C,
    Continuation = 0x10,
    SymbolTable = 0x11,
    AttributeInfo = 0x15,
}

/// <summary>One message of an object header.</summary>
/// <param name="Type">What it says.</param>
/// <param name="Shared">True where the body is only a pointer to the message.</param>
/// <param name="Place">Where the body begins in the file.</param>
/// <param name="Size">Bytes of the body.</param>
internal readonly record struct Hdf5Message(Hdf5MessageType Type, bool Shared, long Place, int Size);

/// <summary>An object of a file, as its header describes it: a group, a dataset or (not read) a named type.</summary>
internal sealed class Hdf5Object(Hdf5File file, long address, List<Hdf5Message> messages)
{
    /// <summary>The file.</summary>
    public Hdf5File File => file;

    /// <summary>Where the header lies; the object's identity.</summary>
    public long Address => address;

    /// <summary>The messages that are read, in the header's order.</summary>
    public IReadOnlyList<Hdf5Message> Messages => messages;

    /// <summary>True for a dataset.</summary>
    public bool IsDataset => Find(Hdf5MessageType.Layout) is not null;

    /// <summary>True for a group.</summary>
    public bool IsGroup => !IsDataset && messages.Exists(m => m.Type is Hdf5MessageType.SymbolTable or Hdf5MessageType.LinkInfo or Hdf5MessageType.GroupInfo or Hdf5MessageType.Link);

    /// <summary>The first message of a type, or null.</summary>
    public Hdf5Message? Find(Hdf5MessageType type)
    {
        int index = messages.FindIndex(m => m.Type == type);
        return index < 0 ? null : messages[index];
    }

    /// <summary>The body of a message.</summary>
    public Hdf5Cursor Read(Hdf5Message message) => message.Shared
        ? throw file.Unread($"shared {message.Type.ToString().ToLowerInvariant()} message")
        : new Hdf5Cursor(file.Source.Slice(message.Place, message.Size), file, $"{message.Type.ToString().ToLowerInvariant()} message");

    /// <summary>The body of a message that must be there.</summary>
    public Hdf5Cursor Require(Hdf5MessageType type) =>
        Read(Find(type) ?? throw file.Wrong($"object at {address}", null, $"a {type.ToString().ToLowerInvariant()} message"));

    /// <summary>True where the object has an attribute of this name.</summary>
    public bool HasAttribute(string name) => FindAttribute(name, out _, out _);

    /// <summary>A short text attribute of fixed length, or null where there is none.</summary>
    public string? TextAttribute(string name) =>
        FindAttribute(name, out Hdf5Type type, out ReadOnlySpan<byte> value) && type.Class == Hdf5Class.Text && type.Size <= Math.Min(256, value.Length)
            ? Encoding.UTF8.GetString(value[..type.Size]).TrimEnd('\0')
            : null;

    private bool FindAttribute(string name, out Hdf5Type type, out ReadOnlySpan<byte> value)
    {
        if (Find(Hdf5MessageType.AttributeInfo) is { } info)
        {
            Hdf5Cursor cursor = Read(info);
            cursor.Version(0, 0);
            cursor.Take((cursor.U8() & 1) * 2);
            if (cursor.Address() >= 0)
            {
                throw file.Unread("dense attributes");
            }
        }

        foreach (Hdf5Message message in messages)
        {
            if (message.Type != Hdf5MessageType.Attribute)
            {
                continue;
            }

            Hdf5Cursor cursor = Read(message);
            int version = cursor.Version(1, 3), flags = cursor.U8(), nameSize = cursor.U16(), typeSize = cursor.U16(), spaceSize = cursor.U16();
            cursor.Take(version == 3 ? 1 : 0); // the name's character set
            string found = Encoding.UTF8.GetString(cursor.Take(Padded(nameSize))[..nameSize]).TrimEnd('\0');
            ReadOnlySpan<byte> typeBytes = cursor.Take(Padded(typeSize))[..typeSize];
            cursor.Take(Padded(spaceSize));
            if (found == name)
            {
                type = (version > 1 && (flags & 1) != 0) ? default : Hdf5Type.Read(new Hdf5Cursor(typeBytes, file, "attribute type"), file);
                value = cursor.Take(cursor.Left);
                return true;
            }

            // Version 1 pads its three parts to eight bytes.
            int Padded(int size) => version == 1 ? (size + 7) / 8 * 8 : size;
        }

        type = default;
        value = default;
        return false;
    }
}

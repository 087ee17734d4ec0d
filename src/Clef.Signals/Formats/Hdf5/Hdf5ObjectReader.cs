namespace Clef.Signals.Formats.Hdf5;

/// <summary>
/// Reads object headers of version 1 and 2 with their continuation blocks (specification, section IV.A.1). Version 2 carries checksums, which are checked.
/// </summary>
internal static class Hdf5ObjectReader
{
    /// <summary>Rough memory of an object and what is made of it; its header takes more than half of this in the file.</summary>
    private const int ObjectCost = 400, MessageCost = 16;

    /// <summary>Continuation blocks of one header; each is charged, so a loop ends soon in any case.</summary>
    private const int MaximumBlocks = 1024;

    public static Hdf5Object Read(Hdf5File file, long address)
    {
        file.Charge(ObjectCost);
        var messages = new List<Hdf5Message>(8);
        var blocks = new Queue<(long Address, long Length)>();
        bool version2 = file.Block(address, 4, "object header").SequenceEqual("OHDR"u8);
        bool ordered = false;
        if (version2)
        {
            ordered = ReadVersion2(file, address, messages, blocks);
        }
        else
        {
            // Version, reserved, number of messages, references, bytes of the first block, and four bytes that align it.
            var cursor = new Hdf5Cursor(file.Block(address, 16, "object header"), file, "object header");
            cursor.Version(1, 1);
            cursor.Take(7);
            blocks.Enqueue((address + 16, cursor.U32()));
        }

        for (int count = 0; blocks.TryDequeue(out (long Address, long Length) block); count++)
        {
            if (count == MaximumBlocks)
            {
                throw file.Wrong($"object header at {address}", null, $"at most {MaximumBlocks} continuation blocks");
            }

            ReadOnlySpan<byte> bytes = file.Block(block.Address, block.Length, "object header block");
            long place = file.Place(block.Address, block.Length, "object header block");
            if (version2)
            {
                if (bytes.Length < 8 || !bytes.StartsWith("OCHK"u8))
                {
                    throw file.Wrong("continuation block", null, "the signature OCHK");
                }

                Hdf5Checksum.Check(bytes, file, "continuation block");
                ReadMessages(file, bytes[4..^4], place + 4, ordered, messages, blocks, true);
            }
            else
            {
                ReadMessages(file, bytes, place, false, messages, blocks, false);
            }
        }

        return new Hdf5Object(file, address, messages);
    }

    /// <summary>Reads the first block; true where messages carry their order of creation.</summary>
    private static bool ReadVersion2(Hdf5File file, long address, List<Hdf5Message> messages, Queue<(long Address, long Length)> blocks)
    {
        int flags = file.Block(address, 6, "object header")[5];
        if (file.Block(address, 6, "object header")[4] != 2)
        {
            throw file.Wrong("object header version", file.Block(address, 6, "object header")[4], "2 after OHDR");
        }

        // Bit 5: four times of four bytes; bit 4: two limits of two bytes; bits 0 and 1: the width of the block's length.
        int before = 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0), width = 1 << (flags & 3);
        var cursor = new Hdf5Cursor(file.Block(address, before + width, "object header")[before..], file, "object header");
        long length = cursor.Number(width);
        if (length > file.Source.Length)
        {
            throw file.Wrong("object header", length, $"at most {file.Source.Length} bytes");
        }

        ReadOnlySpan<byte> bytes = file.Block(address, before + width + length + 4, "object header");
        Hdf5Checksum.Check(bytes, file, "object header");
        ReadMessages(file, bytes[(before + width)..^4], file.Place(address, 0, "object header") + before + width, (flags & 4) != 0, messages, blocks, true);
        return (flags & 4) != 0;
    }

    private static void ReadMessages(
        Hdf5File file, ReadOnlySpan<byte> bytes, long place, bool ordered, List<Hdf5Message> messages, Queue<(long Address, long Length)> blocks, bool version2)
    {
        int head = version2 ? (ordered ? 6 : 4) : 8;
        var cursor = new Hdf5Cursor(bytes, file, "object header");
        while (cursor.Left >= head)
        {
            file.Charge(MessageCost);
            int type = version2 ? cursor.U8() : cursor.U16(), size = cursor.U16(), flags = cursor.U8();
            cursor.Take(head - (version2 ? 4 : 5));
            int at = cursor.Position;
            var body = new Hdf5Cursor(cursor.Take(size), file, "continuation message");
            if (type == (int)Hdf5MessageType.Continuation)
            {
                blocks.Enqueue((body.Address(), body.Length()));
            }
            else if (Enum.IsDefined((Hdf5MessageType)type))
            {
                messages.Add(new Hdf5Message((Hdf5MessageType)type, (flags & 2) != 0, place + at, size));
            }
        }
    }
}

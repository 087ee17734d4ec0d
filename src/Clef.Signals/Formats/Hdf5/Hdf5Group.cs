namespace Clef.Signals.Formats.Hdf5;

/// <summary>
/// The links of a group: in a symbol table (B-tree version 1 of symbol nodes, names in a local heap) or as link messages in its header. Soft and external
/// links are passed over: nothing outside the file is ever followed.
/// </summary>
internal static class Hdf5Group
{
    /// <summary>Rough memory of a link, and of a tree's entry; both take more than half of it in the file.</summary>
    private const int LinkCost = 64;

    /// <summary>The deepest tree: 16 entries a node would make more leaves than any file holds.</summary>
    private const int MaximumLevel = 15;

    /// <summary>Name and object of each hard link, in the order of the names' bytes.</summary>
    public static IReadOnlyList<(string Name, long Address)> Links(Hdf5Object group)
    {
        var links = new List<(string Name, long Address)>();
        if (group.Find(Hdf5MessageType.LinkInfo) is { } info)
        {
            Hdf5Cursor cursor = group.Read(info);
            cursor.Version(0, 0);
            cursor.Take((cursor.U8() & 1) * 8);
            if (cursor.Address() >= 0)
            {
                throw group.File.Unread("dense group (fractal heap)");
            }
        }

        foreach (Hdf5Message message in group.Messages)
        {
            if (message.Type == Hdf5MessageType.SymbolTable)
            {
                Hdf5Cursor cursor = group.Read(message);
                long tree = cursor.Address(), heap = cursor.Address();
                ReadTree(group.File, tree, -1, Heap(group.File, heap), links);
            }
            else if (message.Type == Hdf5MessageType.Link)
            {
                ReadLink(group, message, links);
            }
        }

        links.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return links;
    }

    private static void ReadLink(Hdf5Object group, Hdf5Message message, List<(string Name, long Address)> links)
    {
        group.File.Charge(LinkCost);
        Hdf5Cursor cursor = group.Read(message);
        cursor.Version(1, 1);
        int flags = cursor.U8();
        int kind = (flags & 8) != 0 ? cursor.U8() : 0;
        cursor.Take(((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0)); // order of creation, character set
        long length = cursor.Number(1 << (flags & 3));
        string name = System.Text.Encoding.UTF8.GetString(cursor.Take(Math.Min(length, 1 << 16)));
        if (kind == 0)
        {
            links.Add((name, cursor.Address()));
        }
    }

    /// <summary>Where the names of a local heap lie.</summary>
    private static (long Address, long Size) Heap(Hdf5File file, long address)
    {
        var cursor = new Hdf5Cursor(file.Block(address, 8 + (2 * file.LengthSize) + file.OffsetSize, "local heap"), file, "local heap");
        cursor.Expect("HEAP"u8);
        cursor.Version(0, 0);
        cursor.Take(3);
        long size = cursor.Length();
        cursor.Take(file.LengthSize); // the first free piece, all bits set where there is none
        long data = cursor.Address();
        file.Place(data, size, "local heap");
        return (data, size);
    }

    private static void ReadTree(Hdf5File file, long address, int level, (long Address, long Size) heap, List<(string Name, long Address)> links)
    {
        (int found, int entries) = Hdf5TreeNode.Head(file, address, 0, level, MaximumLevel);
        int head = Hdf5TreeNode.HeadBytes(file);
        var cursor = new Hdf5Cursor(file.Block(address + head, entries * (long)(file.LengthSize + file.OffsetSize), "group tree"), file, "group tree");
        for (int i = 0; i < entries; i++)
        {
            file.Charge(LinkCost);
            cursor.Length(); // the least name below the child
            long child = cursor.Address();
            if (found > 0)
            {
                ReadTree(file, child, found - 1, heap, links);
            }
            else
            {
                ReadNode(file, child, heap, links);
            }
        }
    }

    private static void ReadNode(Hdf5File file, long address, (long Address, long Size) heap, List<(string Name, long Address)> links)
    {
        var head = new Hdf5Cursor(file.Block(address, 8, "symbol node"), file, "symbol node");
        head.Expect("SNOD"u8);
        head.Version(1, 1);
        head.Take(1);
        int count = head.U16(), size = (2 * file.OffsetSize) + 24;
        var cursor = new Hdf5Cursor(file.Block(address + 8, (long)count * size, "symbol node"), file, "symbol node");
        for (int i = 0; i < count; i++)
        {
            file.Charge(LinkCost);
            long name = cursor.Address(), target = cursor.Address(), cached = cursor.U32();
            cursor.Take(20);
            if (name < 0 || name >= heap.Size)
            {
                throw file.Wrong("link name", name, $"an offset within the {heap.Size} bytes of the local heap");
            }

            // A cached kind of 2 is a soft link.
            if (cached != 2)
            {
                long length = Math.Min(heap.Size - name, 1025);
                links.Add((new Hdf5Cursor(file.Block(heap.Address + name, length, "link name"), file, "link name").ZeroTerminated(), target));
            }
        }
    }
}

/// <summary>What the nodes of both kinds of version 1 B-trees share.</summary>
internal static class Hdf5TreeNode
{
    /// <summary>Bytes before the first key.</summary>
    public static int HeadBytes(Hdf5File file) => 8 + (2 * file.OffsetSize);

    /// <summary>The level and the number of entries of a node, whose level must be one less than its parent's (-1 where it has none): no tree has a loop.</summary>
    public static (int Level, int Entries) Head(Hdf5File file, long address, int kind, int expectedLevel, int maximumLevel)
    {
        var cursor = new Hdf5Cursor(file.Block(address, HeadBytes(file), "tree node"), file, "tree node");
        cursor.Expect("TREE"u8);
        int found = cursor.U8(), level = cursor.U8();
        if (found != kind || level > maximumLevel || (expectedLevel >= 0 && level != expectedLevel))
        {
            throw file.Wrong("tree node", $"kind {found}, level {level}", $"kind {kind}, level {(expectedLevel >= 0 ? expectedLevel : maximumLevel)}{(expectedLevel >= 0 ? "" : " or less")}");
        }

        return (level, cursor.U16());
    }
}

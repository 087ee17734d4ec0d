using System.Buffers.Binary;
using System.Text;

namespace Clef.Tensors.Tests.Weights;

/// <summary>One malicious file: either it opens, with the names it must report and its honest tensor intact, or it is refused with a reason.</summary>
internal sealed record Attack(string File, byte[] Bytes)
{
    /// <summary>Names that must be reported as inert; empty where the file only wastes.</summary>
    public string[] Inert { get; init; } = [];

    /// <summary>A part of the message with which the file, or the reading of its tensors, is refused; null where it opens.</summary>
    public string? Refusal { get; init; }
}

/// <summary>The files of the folder <c>attacks</c>, made here and nowhere else. Every command would only create an empty file named below.</summary>
internal static class Attacks
{
    public const string Sentinel = "clef-attack-succeeded";

    private const string Command = "touch " + Sentinel;

    public static IEnumerable<Attack> All() => Executions().Concat(Bombs()).Concat(Liars()).Concat(Archives()).Concat(SafetensorsFiles());

    private static Attack Opens(string file, byte[] pickle, params string[] inert) => new(file + ".pt", ZipScript.Checkpoint(pickle)) { Inert = inert };

    private static Attack Refused(string file, byte[] pickle, string reason) => new(file + ".pt", ZipScript.Checkpoint(pickle)) { Refusal = reason };

    private static PickleScript X(byte protocol = 2) => PickleScript.Checkpoint(protocol);

    private static IEnumerable<Attack> Executions()
    {
        yield return Opens("os-system-reduce", X().Global("os", "system").Text(Command).Raw(0x85, 'R').Close(), "os.system");
        yield return Opens("posix-system-reduce", X().Global("posix", "system").Text(Command).Raw(0x85, 'R').Close(), "posix.system");
        yield return Opens("eval-stack-global", X(4).Text("builtins").Text("eval").Raw(0x93).Text($"__import__('os').system('{Command}')").Raw(0x85, 'R').Close(),
            "builtins.eval");
        yield return Opens("exec-obj", X().Raw('(').Global("builtins", "exec").Text($"import os; os.system('{Command}')").Raw('o').Close(), "builtins.exec");
        yield return Opens("subprocess-inst", X().Raw('(').Text(Command).Raw('i').Ascii("subprocess\ngetoutput\n").Close(), "subprocess.getoutput");
        yield return Opens("subprocess-newobj", X().Global("subprocess", "Popen").Text(Command).Raw(0x85, 0x81).Close(), "subprocess.Popen");
        yield return Opens("subprocess-newobj-ex",
            X(4).Global("subprocess", "Popen").Text(Command).Raw(0x85, '}').Text("shell").Raw(0x88, 's', 0x92).Close(), "subprocess.Popen");
        yield return Opens("build-setstate",
            X().Global("types", "SimpleNamespace").Raw(')', 'R', '}').Text("__setstate__").Global("os", "system").Raw('s', 'b').Text(Command).Raw('b').Close(),
            "types.SimpleNamespace");
        yield return Opens("getattr-chain",
            X().Global("builtins", "getattr").Raw('(').Global("builtins", "__import__").Text("os").Raw(0x85, 'R').Text("system").Raw('t', 'R')
                .Text(Command).Raw(0x85, 'R').Close(),
            "builtins.getattr", "builtins.__import__", "(a call of something that is not a name)");
        yield return Opens("dotted-stack-global", X(4).Text("os").Text("path.os.system").Raw(0x93).Text(Command).Raw(0x85, 'R').Close(), "os.path.os.system");
        yield return Opens("extension-codes", X().Raw('(', 0x82, 1, 0x83, 2, 1, 0x84).UInt32(70000).Raw('t').Close(), "extension 1", "extension 258", "extension 70000");
        yield return Opens("nested-torch-load", X().Global("torch.storage", "_load_from_bytes").Raw('U', 3).Ascii("abc").Raw(0x85, 'R').Close(),
            "torch.storage._load_from_bytes");
        yield return Opens("tensor-subclass-function",
            X().Global("torch._tensor", "_rebuild_from_type_v2").Raw('(').Global("os", "system").Global("a", "B").Text(Command).Raw(0x85, 'N', 't', 'R').Close(),
            "os.system", "a.B");
        yield return Opens("dictionary-items", X().Global("os", "system").Text(Command).Raw(0x85, 'R').Text("k").Text("v").Raw('s').Close(), "os.system");
        yield return Refused("storage-class-is-a-function", X().Storage(type: "system", module: "os").Close(), "os.system");
    }

    private static IEnumerable<Attack> Bombs()
    {
        PickleScript lists = X().Raw(']', 'q', 0);
        PickleScript dictionaries = X().Raw('}', 'q', 0);
        for (int level = 1; level <= 100; level++)
        {
            // Each level mentions the one below twice: 2^100 paths in a few hundred bytes.
            lists.Raw(']', '(', 'h', level - 1, 'h', level - 1, 'e', 'q', level);
            dictionaries.Raw('}', '(').Text("a").Raw('h', level - 1).Text("b").Raw('h', level - 1).Raw('u', 'q', level);
        }

        yield return Opens("doubling-lists", lists.Close());
        yield return Opens("doubling-dictionaries", dictionaries.Close());
        yield return Opens("list-holds-itself", X().Raw(']', 'q', 0, 'h', 0, 'a').Close());
        yield return Opens("memo-at-the-far-end", X().Raw('N', 'r').UInt32(uint.MaxValue).Close());
        yield return Opens("nested-tuples", Repeat(X().Raw(')'), 100_000, 0x85).Close());
        yield return Packed("values-without-end", Repeat(X(), 1_100_000, ']').Close(), "at most 1000000 values");
        yield return Packed("marks-without-end", Repeat(X(), 20_000, '(').Close(), "nested marks");
        yield return Packed("one-list-for-many-dictionaries", SharedPairs(), "pairs in all");
        yield return Packed("names-without-end", LongNames(), "tensor name");
        yield return Packed("storage-shared-by-thousands", ManyViews(), "bytes of all tensors", storageFloats: 10_000);
    }

    private static PickleScript Repeat(PickleScript script, int times, int opcode)
    {
        for (int i = 0; i < times; i++)
        {
            script.Raw(opcode);
        }

        return script;
    }

    private static Attack Packed(string file, byte[] pickle, string refusal, int storageFloats = 2) =>
        new(file + ".pt", new ZipScript().Add("a/data.pkl", pickle, deflate: true)
            .Add("a/data/0", storageFloats == 2 ? ZipScript.TwoFloats : new byte[storageFloats * 4], deflate: storageFloats != 2).Done()) { Refusal = refusal };

    private static byte[] SharedPairs()
    {
        PickleScript script = X().Raw(']', 'q', 0, '(');
        for (int i = 0; i < 2_000; i++)
        {
            script.Raw('M', i & 255, i >> 8, 'N', 0x86);
        }

        script.Raw('e', '0').Global("collections", "OrderedDict").Raw('q', 1, '0', '(');
        for (int i = 0; i < 1_000; i++)
        {
            script.Raw('h', 1, 'h', 0, 0x85, 'R');
        }

        return script.Raw('t').Close();
    }

    private static byte[] LongNames()
    {
        PickleScript script = X();
        for (int level = 0; level < 60; level++)
        {
            script.Raw('}').Text(new string('n', 50));
        }

        script.Tensor([2], [1]);
        return Repeat(script, 60, 's').Close();
    }

    private static byte[] ManyViews()
    {
        PickleScript script = new PickleScript().Raw(']', '(').Tensor([10_000], [1], elements: 10_000).Raw('q', 0);
        for (int i = 0; i < 20_000; i++)
        {
            script.Raw('h', 0);
        }

        return script.Raw('e').Done();
    }

    private static IEnumerable<Attack> Liars()
    {
        yield return Refused("number-claims-2-gigabytes", X().Raw(0x8b).UInt32(0x7fffffff).Close(), "whole number");
        yield return Refused("bytes-claim-8-exabytes", X().Raw(0x8e).UInt64(long.MaxValue).Close(), "which are left");
        yield return Refused("text-claims-4-gigabytes", X().Raw('X').UInt32(uint.MaxValue).Close(), "which are left");
        yield return Opens("frame-claims-16-exabytes", X(4).Raw(0x95).UInt64(ulong.MaxValue).Raw('N').Close());
        yield return Refused("stack-underflow", new PickleScript().Raw('0').Done(), "on the stack");
        yield return Refused("value-taken-from-beyond-the-mark", X().Raw('(', 0x85).Close(), "on the stack");
        yield return Refused("memo-never-filled", X().Raw('h', 9).Close(), "memo index");
        yield return Refused("buffer-from-elsewhere", X(5).Raw(0x97).Close(), "NEXT_BUFFER");
        yield return Refused("storage-key-climbs", X().Tensor([2], [1], key: "../../../../../../etc/passwd").Close(), "storage key");
        yield return Refused("storage-key-rooted", X().Tensor([2], [1], key: "/etc/passwd").Close(), "storage key");
        yield return Refused("storage-key-names-the-pickle", X().Tensor([2], [1], key: "../data.pkl").Close(), "storage key");
        yield return Refused("storage-longer-than-its-entry", X().Tensor([1000], [1], key: "00", elements: 1000).Close(), "storage key");
        yield return Refused("storage-claims-much", new PickleScript().Tensor([1L << 40], [1], elements: 1L << 40).Done(), "size");
        yield return Refused("storage-count-overflows", new PickleScript().Tensor([2], [1], elements: (1L << 62) + 2).Done(), "size");
        yield return Refused("storage-count-negative", new PickleScript().Tensor([2], [1], elements: -2).Done(), "size");
        yield return Refused("storage-of-two-types", X().Tensor([1], [1], elements: 1, type: "LongStorage").Close(), "type of storage");
        yield return Refused("tensor-beyond-its-storage", X().Tensor([3], [1]).Close(), "a view within 2 elements");
        yield return Refused("tensor-offset-beyond", X().Tensor([1], [1], offset: 2).Close(), "a view within 2 elements");
        yield return Refused("tensor-offset-negative", X().Tensor([1], [1], offset: -1).Close(), "a view within 2 elements");
        yield return Refused("tensor-offset-overflows", X().Tensor([2], [long.MaxValue], offset: long.MaxValue).Close(), "a view within 2 elements");
        yield return Refused("tensor-stride-negative", X().Tensor([2], [-1], offset: 1).Close(), "strides of zero or more");
        yield return Refused("tensor-stride-zero", X().Tensor([1L << 40], [0]).Close(), "repeats");
        yield return Refused("tensor-overlaps-itself", X().Tensor([2, 2], [1, 0]).Close(), "repeats");
        yield return Refused("tensor-size-negative", X().Tensor([-1], [1]).Close(), "sizes of zero or more");
        yield return Refused("tensor-size-overflows", X().Tensor([1L << 32, 1L << 32], [0, 0]).Close(), "below 2^63");
        yield return Refused("tensor-size-overflows-behind-zero", X().Tensor([0, 1L << 62, 1L << 62], [0, 0, 0]).Close(), "below 2^63");
        yield return Refused("tensor-rank-of-thousands", X().Tensor(Enumerable.Repeat(1L, 500).ToArray(), [1]).Close(), "rank");
        yield return Refused("tensor-size-is-a-text", X().Global("torch._utils", "_rebuild_tensor_v2").Raw('(').Storage().Number(0).Text("many").Numbers(1)
            .Raw('t', 'R').Close(), "whole numbers");
    }

    private static IEnumerable<Attack> Archives()
    {
        byte[] honest = X().Raw('N').Close();
        Attack Zip(string file, ZipScript zip, string? refusal, int? count = null) => new(file + ".pt", zip.Done(count)) { Refusal = refusal };
        ZipScript Whole() => new ZipScript().Add("a/data.pkl", honest).Add("a/data/0", ZipScript.TwoFloats);

        yield return Zip("zip-entry-climbs", Whole().Add($"../../{Sentinel}", [1, 2, 3]), null);
        yield return Zip("zip-entry-rooted", Whole().Add($"/tmp/{Sentinel}", [1, 2, 3]), null);
        yield return Zip("zip-bomb-claims-4-gigabytes", Whole().Add("a/data/1", new byte[100], deflate: true, statedLength: uint.MaxValue - 1), "when inflated");
        yield return Zip("zip-many-claims-add-up", Enumerable.Range(1, 40).Aggregate(Whole(), (z, i) =>
            z.Add($"a/data/{i}", new byte[100], deflate: true, statedLength: 60_000_000)), "when inflated");
        yield return Zip("zip-inflates-to-less", new ZipScript().Add("a/data.pkl", honest, deflate: true, statedLength: 50_000_000), "as the archive's directory states");
        yield return Zip("zip-entries-overlap", Whole().Add("a/data.pkl2", honest, localName: "a/data.pkl2", offset: 0), "local header");
        yield return Zip("zip-entries-quote-one-another", Quoting(honest), "overlap");
        yield return Zip("zip-local-name-differs", new ZipScript().Add("a/data.pkl", honest, localName: "b/data.pkl"), "local header");
        yield return Zip("zip-entry-beyond-the-end", new ZipScript().Add("a/data.pkl", honest, offset: 0x7fffffff), "central directory");
        yield return Zip("zip-stored-length-differs", new ZipScript().Add("a/data.pkl", honest, statedLength: 1_000_000), "central directory");
        yield return Zip("zip-encrypted", new ZipScript().Add("a/data.pkl", honest, flags: 1), "not encrypted");
        yield return Zip("zip-name-twice", Whole().Add("a/data.pkl", honest), "names that differ");
        yield return Zip("zip-two-checkpoints", Whole().Add("b/data.pkl", honest), "entries named");
        yield return Zip("zip-count-lies", Whole(), "entries", 60_000);
        yield return Zip("zip-checksum-of-pickle-wrong", new ZipScript().Add("a/data.pkl", honest, checksum: 1), "checksum");
        yield return Zip("zip-checksum-of-tensor-wrong", new ZipScript().Add("a/data.pkl", honest).Add("a/data/0", ZipScript.TwoFloats, checksum: 1), "checksum");
        yield return Zip("zip-byte-order-unknown", Whole().Add("a/byteorder", "middle"u8.ToArray()), "little or big");
        yield return new Attack("zip-cut-short.pt", Whole().Done()[..^30]) { Refusal = "cut short" };
    }

    /// <summary>An entry whose content is another entry with its header, both listed: the trick of archives that inflate a hundred-millionfold.</summary>
    private static ZipScript Quoting(byte[] pickle)
    {
        byte[] inner = new ZipScript().Add("a/data/0", ZipScript.TwoFloats).Done();
        byte[] quoted = inner[..(30 + "a/data/0".Length + 8)];
        uint innerAt = (uint)(30 + "a/data.pkl".Length + pickle.Length + 30 + "q".Length);
        return new ZipScript().Add("a/data.pkl", pickle).Add("q", quoted).Add("a/data/0", ZipScript.TwoFloats, offset: innerAt);
    }

    private static IEnumerable<Attack> SafetensorsFiles()
    {
        static byte[] File(string json, int buffer, ulong? length = null)
        {
            byte[] header = Encoding.UTF8.GetBytes(json);
            var bytes = new byte[8 + header.Length + buffer];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, length ?? (ulong)header.Length);
            header.CopyTo(bytes, 8);
            return bytes;
        }

        static Attack Bad(string file, string reason, string json, int buffer = 8, ulong? length = null) =>
            new(file + ".safetensors", File(json, buffer, length)) { Refusal = reason };

        const string w = """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""";
        yield return Bad("header-claims-16-exabytes", "header length", w + "}", length: ulong.MaxValue);
        yield return Bad("header-claims-the-limit", "header length", w + "}", length: 100_000_000);
        yield return Bad("header-begins-with-a-blank", "first byte", " " + w + "}");
        yield return Bad("header-ends-early", "JSON", w);
        yield return Bad("header-goes-on", "JSON", w + "}{}");
        yield return Bad("header-nests", "expected StartObject", """{"w":""" + new string('[', 500) + new string(']', 500) + "}");
        yield return Bad("header-not-utf8", "UTF-8", """{"\ud800":{}}""");
        yield return Bad("tensors-overlap", "ends", w + ""","v":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12);
        yield return Bad("tensors-share", "ends", w + ""","v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""");
        yield return Bad("tensors-leave-a-gap", "ends", w + ""","v":{"dtype":"U8","shape":[1],"data_offsets":[9,10]}}""", 10);
        yield return Bad("bytes-trail", "length of the buffer", w + "}", 9);
        yield return Bad("bytes-lack", "length of the buffer", w + "}", 7);
        yield return Bad("offsets-reversed", "a range that holds", """{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""");
        yield return Bad("offsets-negative", "zero or more", """{"w":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""");
        yield return Bad("offsets-are-three", "at most 2", """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""");
        yield return Bad("offsets-beyond-64-bits", "below 2^63", """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,99999999999999999999]}}""");
        yield return Bad("shape-overflows", "a range that holds", """{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0);
        yield return Bad("shape-fraction", "whole numbers", """{"w":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""");
        yield return Bad("shape-differs-from-offsets", "a range that holds", """{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""");
        yield return Bad("type-unknown", "a type of the safetensors format", """{"w":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}""");
        yield return Bad("name-twice", "keys that differ", w + ""","w":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}""");
        yield return Bad("key-twice", "each once", """{"w":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""");
        yield return Bad("key-unknown", "each once", """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"code":"import os"}}""");
        yield return Bad("metadata-not-text", "String", w + ""","__metadata__":{"a":1}}""");
        yield return Bad("metadata-twice", "keys that differ", w + ""","__metadata__":{},"__metadata__":{}}""");
    }
}

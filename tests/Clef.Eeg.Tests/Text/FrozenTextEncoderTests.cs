using System.Text.Json;
using Clef.Core;
using Clef.Eeg.Text.Frozen;
using Clef.Tensors;

namespace Clef.Eeg.Tests.Text;

/// <summary>
/// Golden/bert and Golden/t5: small encoders with random weights, and the states that PyTorch 1.13.1 gives: for BERT torch.nn.TransformerEncoderLayer (norm
/// after, gelu) with its weights under Hugging Face's names, for T5 its equations written with torch's operations over 150 pieces.
/// </summary>
public sealed class FrozenTextEncoderTests : IDisposable
{
    private readonly TensorScope _scope = new();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Bert_gives_the_states_of_PyTorch()
    {
        using FrozenTextEncoder encoder = FrozenTextEncoder.Open(Folder("bert"));
        Cases cases = Cases.Read(Folder("bert"));
        (Tensor pieces, Tensor padding) = cases.Batch();
        float[] states = encoder.States(pieces, padding).ToArray<float>();
        float[] expected = [.. cases.Root.GetProperty("states").EnumerateArray().Select(v => v.GetSingle())];
        // Places of padding have states too, which nobody reads; all others agree.
        bool[] filled = padding.ToArray<bool>();
        for (int i = 0; i < expected.Length; i++)
        {
            if (!filled[i / encoder.Width])
            {
                states[i].ShouldBe(expected[i], 2e-5f, $"element {i}");
            }
        }

        encoder.Tokenizer.Pieces(cases.Root.GetProperty("text").GetString()!, 20).ShouldBe(cases.Pieces[0]);
        Should.Throw<ClefException>(() => encoder.States(Tensor.Zeros([1, 21], DType.Int64), Tensor.Zeros([1, 21], DType.Bool))).Message.ShouldContain("at most 20");
    }

    [Fact]
    public void T5_gives_the_states_of_PyTorch()
    {
        using FrozenTextEncoder encoder = FrozenTextEncoder.Open(Folder("t5"));
        Cases cases = Cases.Read(Folder("t5"));
        (Tensor pieces, Tensor padding) = cases.Batch();
        Tensor states = encoder.States(pieces, padding);
        int[] at = [.. cases.Root.GetProperty("at").EnumerateArray().Select(v => v.GetInt32())];
        (int Session, int Piece)[] places = [.. at.Select(p => (0, p)), .. at[..4].Select(p => (1, p))];
        foreach (((int session, int piece), JsonElement expected) in places.Zip(cases.Root.GetProperty("states").EnumerateArray()))
        {
            float[] found = states.Select(0, session).Select(0, piece).ToArray<float>();
            found.Zip(expected.EnumerateArray().Select(v => v.GetSingle())).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-4f);
        }
    }

    [Theory]
    // Pieces: 3 "_" -3, 4 "_slow" -2, 5 "ing" -2.5, 6 "s" -4, 10 "_slo" -4, 11 "wing" -1.5; 1 ends, 2 is unknown.
    [InlineData("slowing", new[] { 4, 5, 1 })]
    [InlineData("  slow   wing ", new[] { 4, 3, 11, 1 })]
    [InlineData("slo", new[] { 10, 1 })]
    [InlineData("\U0001F600\U0001F600s", new[] { 3, 2, 6, 1 })]
    [InlineData("", new[] { 1 })]
    public void Unigram_pieces_are_the_best_cut(string text, int[] pieces) =>
        UnigramPieces.Read(Path.Combine(Folder("t5"), "spiece.model")).Pieces(text, 20).ShouldBe(pieces);

    [Fact]
    public void A_broken_piece_model_is_an_error_and_nothing_else()
    {
        string path = Path.GetTempFileName();
        byte[] whole = File.ReadAllBytes(Path.Combine(Folder("t5"), "spiece.model"));
        try
        {
            for (int cut = 0; cut < whole.Length; cut++)
            {
                File.WriteAllBytes(path, whole[..cut]);
                try
                {
                    UnigramPieces.Read(path).Pieces("slow", 10);
                }
                catch (ClefException)
                {
                }
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Replacements_are_the_longest_of_the_trie()
    {
        // A double array for one key, "a", replaced by "bc": unit 0 is the root with offset 1; 'a' (0x61) stands at 1 ^ 0x61 = 0x60 with a leaf at 0x60 ^ 2.
        var units = new uint[256];
        units[0] = 1u << 10;
        units[0x60] = 0x61u | (1u << 8) | (2u << 10);
        units[0x60 ^ 2] = 0x80000000u; // value 0
        byte[] blob = [.. BitConverter.GetBytes(units.Length * 4), .. units.SelectMany(BitConverter.GetBytes), (byte)'b', (byte)'c', 0];
        new CharacterMap("made", blob).Apply("xay\u00e9a").ShouldBe("xbcy\u00e9bc");
        Should.Throw<ClefException>(() => new CharacterMap("made", blob[..40]));
    }

    [Fact]
    public void Another_kind_is_an_error()
    {
        string folder = Directory.CreateTempSubdirectory("clef-text").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "config.json"), """{"model_type": "gpt2"}""");
            Should.Throw<ClefException>(() => FrozenTextEncoder.Open(folder)).Message.ShouldContain("bert or t5");
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "Golden", name);

    private sealed record Cases(JsonElement Root, int[][] Pieces)
    {
        public static Cases Read(string folder)
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")));
            JsonElement root = document.RootElement.Clone();
            return new Cases(root, [.. root.GetProperty("pieces").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetInt32()).ToArray())]);
        }

        public (Tensor Pieces, Tensor Padding) Batch()
        {
            long[] pieces = [.. Pieces.SelectMany(r => r.Select(v => (long)v))];
            // Both vocabularies fill up with piece 0.
            return (Tensor.From(pieces, Pieces.Length, Pieces[0].Length), Tensor.From(pieces.Select(p => p == 0).ToArray(), Pieces.Length, Pieces[0].Length));
        }
    }
}
